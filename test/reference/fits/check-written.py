"""Checks written*.fits, which encodeFits wrote, with astropy: no complaint, the same values, the same cards."""
import pathlib

import numpy as np
from astropy.io import fits

VALUES = np.array([[0, 1.5, -1], [np.nan, 300, 99.5]])
CARDS = {
    "OBJECT": "it's",
    "LONGTEXT": "x'" * 60 + "end",
    "SMALL": -1.2345678901234567e-10,
    "add_CFIS_psf": True,
}

for bitpix in (16, -32, -64):
    path = pathlib.Path(__file__).with_name(f"written{bitpix}.fits")
    with fits.open(path) as hdus:
        hdus.verify("exception")
        assert len(hdus) == 1
        assert hdus[0].header["BITPIX"] == bitpix
        for keyword, value in CARDS.items():
            assert hdus[0].header[keyword] == value, keyword
        np.testing.assert_array_equal(hdus[0].data, VALUES)
    assert path.stat().st_size % 2880 == 0
print("astropy agrees")
