"""Makes convolved-sersic.csv: a Sersic galaxy convolved with a Moffat point spread function on a fine grid, by astropy and scipy.

Index 2, half-light radius 4 pixels along the major axis, axis ratio 0.6, major axis at 30 degrees from the columns' direction,
total flux 1; Moffat of exponent 3 with FWHM 0.7 arcsec at 0.187 arcsec/pixel. 33 x 33 pixels, galaxy in the middle one.
The fine grid has 9 samples per pixel side; a coarse value is the fine grid's value at the pixel's centre.
"""

import pathlib

import numpy as np
from astropy.modeling.models import Sersic2D
from scipy.signal import fftconvolve

fine = 9
half = 60  # pixels of margin, so that hardly any light is lost at the edges
n = (2 * half + 1) * fine
axis = (np.arange(n) - (n - 1) / 2) / fine
x, y = np.meshgrid(axis, axis)
# Average over sub-samples around the cusp.
galaxy = np.zeros_like(x)
for dx in (np.arange(5) - 2) / 5 / fine:
    for dy in (np.arange(5) - 2) / 5 / fine:
        galaxy += Sersic2D(amplitude=1, r_eff=4, n=2, ellip=0.4, theta=np.radians(30))(x + dx, y + dy)
# The exact total: r_eff is along the major axis.
from scipy.special import gamma, gammaincinv

b = gammaincinv(4, 0.5)
total = 2 * np.pi * 2 * np.exp(b) * b**-4 * gamma(4) * 16 * 0.6
galaxy = galaxy / 25 / total
alpha = 0.7 / 0.187 / (2 * np.sqrt(2 ** (1 / 3) - 1))
psf = 2 / (np.pi * alpha**2) * (1 + (x**2 + y**2) / alpha**2) ** -3
image = fftconvolve(galaxy, psf, mode="same") / fine**2
middle = (n - 1) // 2
picked = middle + fine * np.arange(-16, 17)
np.savetxt(
    pathlib.Path(__file__).with_name("convolved-sersic.csv"),
    image[np.ix_(picked, picked)],
    fmt="%.6e",
    delimiter=",",
)
print("sum", image[np.ix_(picked, picked)].sum())
