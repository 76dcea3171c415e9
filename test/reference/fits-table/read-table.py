"""Reads a FITS binary table by astropy, complaining of whatever is not standard, and prints it as JSON.

    python read-table.py TABLE.fits
"""

import json
import math
import sys
import warnings

from astropy.io import fits
from astropy.table import Table

warnings.simplefilter("error")


def plain(value):
    if value is None or value.__class__.__name__ == "MaskedConstant":
        return None
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bytes):
        return value.decode("ascii")
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


with fits.open(sys.argv[1]) as hdus:
    hdus.verify("exception")
    run = hdus[1].header["RUN"]
with warnings.catch_warnings():
    # Units such as "AB nanomaggies" are not those of the standard.
    warnings.simplefilter("ignore")
    table = Table.read(sys.argv[1])
print(
    json.dumps(
        {
            "columns": table.colnames,
            "units": [None if table[name].unit is None else str(table[name].unit) for name in table.colnames],
            "rows": [[plain(row[name]) for name in table.colnames] for row in table],
            "run": run,
        }
    )
)
