"""Writes integers.fits, floats.fits and cubes.fits beside this script: small images, seeded, packed by astropy in every way, an extension each;
and compressed.json: for each extension its shape, its count of NaN and the SHA-256 of the pixels that astropy reads back, as big-endian
float64 with NaN as 7ff8000000000000. Lossless ones are checked here to be what was packed.

    python make-compressed.py        (astropy 8.0.2, numpy 2.4.6)
"""
import hashlib
import json
import pathlib

import astropy
import numpy as np
from astropy.io import fits

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(7)
y, x = np.mgrid[0:29, 0:37]
SMOOTH = 400 * np.exp(-((x - 17) ** 2 + (y - 12) ** 2) / 60)
IMAGE = SMOOTH + rng.normal(0, 3, SMOOTH.shape)
expected = {"astropy": astropy.__version__, "numpy": np.__version__, "images": {}}


def digest(pixels):
    values = np.ascontiguousarray(pixels, dtype=">f8")
    values[np.isnan(values)] = np.nan
    bits = values.view(">u8")
    bits[np.isnan(values)] = 0x7FF8000000000000
    return hashlib.sha256(values.tobytes()).hexdigest()


def hdu(name, pixels, lossless=True, **options):
    made = fits.CompImageHDU(pixels, name=name, **options)
    made.header["OBJECT"] = "a galaxy of numbers"
    made.lossless = pixels if lossless else None
    return made


def save(file, hdus):
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(HERE / file, overwrite=True, checksum=True)
    with fits.open(HERE / file) as found:
        for made, read in zip(hdus, found[1:], strict=True):
            pixels = read.data
            if made.lossless is not None:
                np.testing.assert_array_equal(pixels, made.lossless)
            expected["images"][f"{file}[{made.name}]"] = {
                "shape": list(pixels.shape),
                "bitpix": int(read.header["BITPIX"]),
                "nan": int(np.isnan(pixels.astype(np.float64)).sum()),
                "sha256": digest(pixels.astype(np.float64)),
            }


def integers():
    byte = np.clip(IMAGE, 0, 255).astype(np.uint8)
    short = np.round(IMAGE).astype(np.int16)
    wild = rng.integers(-(2**31), 2**31, SMOOTH.shape).astype(np.int32)
    long = np.round(1000 * IMAGE).astype(np.int32)
    long[3:9, 4:20] = 77
    unsigned = (np.round(40 * IMAGE) + 30000).astype(np.uint16)
    mask = ((SMOOTH > 40).astype(np.int32) * 5 + (SMOOTH > 300) * 70000).astype(np.int32)
    for name, pixels in [("U8", byte), ("I16", short), ("I32", long), ("WILD", wild), ("U16", unsigned)]:
        for algorithm in ["RICE_1", "GZIP_1", "GZIP_2", "NOCOMPRESS"]:
            yield hdu(f"{name}_{algorithm}", pixels, compression_type=algorithm)
    yield hdu("I16_TILES", short, compression_type="RICE_1", tile_shape=(10, 16))
    yield hdu("I16_ONE", short, compression_type="RICE_1", tile_shape=(29, 37))
    yield hdu("I32_COLUMNS", long, compression_type="GZIP_2", tile_shape=(29, 1))
    yield hdu("MASK_PLIO", mask, compression_type="PLIO_1")
    yield hdu("NOISE_PLIO", byte.astype(np.int16), compression_type="PLIO_1", tile_shape=(7, 37))
    yield hdu("I16_HCOMPRESS", short, compression_type="HCOMPRESS_1", tile_shape=(29, 37))


def floats():
    single, double = IMAGE.astype(np.float32), IMAGE.astype(np.float64)
    holes = single.copy()
    holes[5:8, 10:30] = np.nan
    holes[20] = np.nan
    zeros = double.copy()
    zeros[0:9, 0:11] = 0
    zeros[28] = 0
    steps = single.copy()
    steps[11] = 5e20
    steps[12, ::2] = 1e30
    for name, pixels in [("F32", single), ("F64", double), ("NAN", holes), ("ZEROS", zeros), ("STEPS", steps)]:
        for dither in [0, 1, 2]:
            method, seed = [-1, 1, 2][dither], 0 if dither == 0 else 9990 + dither
            yield hdu(
                f"{name}_DITHER_{dither}", pixels, lossless=False,
                compression_type="RICE_1", quantize_method=method, dither_seed=seed, quantize_level=16,
            )
        for algorithm in ["GZIP_1", "GZIP_2"]:
            yield hdu(f"{name}_{algorithm}", pixels, compression_type=algorithm, quantize_level=0)
    yield hdu("F64_GZIP_2_DITHER", double, lossless=False, compression_type="GZIP_2", quantize_method=1, dither_seed=3)
    yield hdu("F32_GZIP_1_DITHER", single, lossless=False, compression_type="GZIP_1", quantize_method=2, dither_seed=10000)
    yield hdu("NAN_TILES", holes, lossless=False, compression_type="RICE_1", quantize_method=2, dither_seed=1, tile_shape=(8, 9))
    # Larger than the table of random numbers in one tile.
    wide = np.tile(double, (4, 5))
    yield hdu("WIDE", wide, lossless=False, compression_type="RICE_1", quantize_method=1, dither_seed=77, tile_shape=wide.shape)


def cubes():
    cube = np.round(rng.normal(0, 30, (3, 2, 5, 7))).astype(np.int16)
    yield hdu("CUBE", cube, compression_type="RICE_1", tile_shape=(1, 1, 1, 7))
    yield hdu("BLOCKS", cube, compression_type="GZIP_1", tile_shape=(2, 2, 3, 4))
    yield hdu("FLAT", cube[:1, :1], compression_type="RICE_1", tile_shape=(1, 1, 5, 7))
    spectrum = hdu("SPECTRUM", cube[0, 0, :1], compression_type="RICE_1", tile_shape=(1, 7))
    yield spectrum


save("integers.fits", list(integers()))
save("floats.fits", list(floats()))
save("cubes.fits", list(cubes()))
(HERE / "compressed.json").write_text(json.dumps(expected, indent=1) + "\n")
