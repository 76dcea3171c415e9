import type { FitsCard } from '../../formats/fits/card.js';
import { encodeFits } from '../../formats/fits/encode-fits.js';
import { cosmology } from '../../numerics/mock-survey/cosmology.js';
import type { MockGalaxy } from '../../numerics/mock-survey/galaxy.js';
import type { MockImage } from '../../numerics/mock-survey/mock-image.js';
import { pixelScaleArcsec } from '../../numerics/mock-survey/photometry.js';

/** One image as a FITS file of 32-bit floats with the header cards of the survey that it resembles, and its galaxy's. */
export function mockFits(galaxy: MockGalaxy, image: MockImage): Uint8Array {
  return encodeFits({
    width: image.sizePx,
    height: image.sizePx,
    bitpix: -32,
    values: image.pixels,
    cards: [...surveyCards(image), ...celestialCards(image), ...galaxyCards(galaxy, image)],
  });
}

function surveyCards({ sizePx, view }: MockImage): FitsCard[] {
  const parsecPerPixel = view.kpcPerPixel * 1000;
  return [
    { keyword: 'CDELT1', value: parsecPerPixel, comment: '[pc/pixel]' },
    { keyword: 'BUNIT', value: 'AB nanomaggies' },
    { keyword: 'CRPIX1', value: (sizePx + 1) / 2 },
    { keyword: 'CRPIX2', value: (sizePx + 1) / 2 },
    { keyword: 'CDELT2', value: parsecPerPixel, comment: '[pc/pixel]' },
    { keyword: 'RA', value: view.rightAscension, comment: 'Cutout centroid RA' },
    { keyword: 'DEC', value: view.declination, comment: 'Cutout centroid DEC' },
    { keyword: 'ZERO', value: 22.5, comment: 'Zeropoint of a nanomaggy' },
    { keyword: 'SKY', value: 0, comment: 'Sky left in the image [nanomaggies]' },
    { keyword: 'SKYSIG', value: view.skySigma, comment: 'Sky uncertainty per pixel [nanomaggies]' },
    { keyword: 'REDSHIFT', value: view.redshift, comment: 'Redshift' },
    { keyword: 'COSMO', value: 'FLAT_LCDM', comment: 'Cosmology' },
    { keyword: 'OMEGA_M', value: cosmology.matter, comment: 'Matter density' },
    { keyword: 'OMEGA_L', value: cosmology.lambda, comment: 'Dark energy density' },
    { keyword: 'SCALE_1', value: pixelScaleArcsec, comment: '[arcsec/pixel]' },
    { keyword: 'SCALE_2', value: view.kpcPerPixel, comment: '[kpc/pixel]' },
    { keyword: 'SCALE_3', value: view.kpcPerPixel / pixelScaleArcsec, comment: '[kpc/arcsec]' },
    { keyword: 'LUMDIST', value: view.luminosityDistanceMpc, comment: 'Luminosity Distance [Mpc]' },
  ];
}

/**
 * Where a pixel lies on the sky: north up, east to the left. CD takes the place of CDELT, which the survey's own files use for parsecs.
 * @see Greisen and Calabretta 2002, "Representations of world coordinates in FITS", section 2.1.2.
 */
function celestialCards({ view }: MockImage): FitsCard[] {
  const degreesPerPixel = pixelScaleArcsec / 3600;
  return [
    { keyword: 'CTYPE1', value: 'RA---TAN' },
    { keyword: 'CTYPE2', value: 'DEC--TAN' },
    { keyword: 'CUNIT1', value: 'deg' },
    { keyword: 'CUNIT2', value: 'deg' },
    { keyword: 'CRVAL1', value: view.rightAscension, comment: '[deg]' },
    { keyword: 'CRVAL2', value: view.declination, comment: '[deg]' },
    { keyword: 'CD1_1', value: -degreesPerPixel, comment: '[deg/pixel]' },
    { keyword: 'CD1_2', value: 0 },
    { keyword: 'CD2_1', value: 0 },
    { keyword: 'CD2_2', value: degreesPerPixel, comment: '[deg/pixel]' },
    { keyword: 'RADESYS', value: 'ICRS' },
  ];
}

function galaxyCards(galaxy: MockGalaxy, { view, projection, diskAxisRatio }: MockImage): FitsCard[] {
  return [
    { keyword: 'mock_psf_fwhm', value: view.psfFwhmArcsec, comment: '[arcsec]' },
    { keyword: 'mock_absolute_magnitude', value: galaxy.absoluteMagnitude },
    { keyword: 'mock_bulge_share', value: galaxy.bulge.share },
    { keyword: 'mock_bulge_sersic', value: galaxy.bulge.sersicIndex },
    { keyword: 'mock_bulge_radius', value: galaxy.bulge.radiusKpc, comment: '[kpc]' },
    { keyword: 'mock_disk_radius', value: galaxy.disk.radiusKpc, comment: '[kpc]' },
    { keyword: 'mock_disk_axis_ratio', value: diskAxisRatio },
    { keyword: 'mock_cos_inclination', value: projection.cosine },
  ];
}
