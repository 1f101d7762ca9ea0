/** This package's version, as records and baselines carry it. A test holds it equal to package.json's. */
export const version = '0.1.0'
