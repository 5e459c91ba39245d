// ETRS89 / LAEA Europe, as in cities/projection.py, which names the source; and the way back.
const RADIANS = Math.PI / 180;
const AXIS = 6378.137;
const FLATTENING = 1 / 298.257222101;
const E = Math.sqrt(FLATTENING * (2 - FLATTENING));
const authalic = (sine) => (1 - E * E) * (sine / (1 - (E * sine) ** 2) + Math.atanh(E * sine) / E);
const POLE = authalic(1);
const RADIUS = AXIS * Math.sqrt(POLE / 2);
const ORIGIN = 52 * RADIANS;
const BETA = Math.asin(authalic(Math.sin(ORIGIN)) / POLE);
const STRETCH = (AXIS * Math.cos(ORIGIN)) / Math.sqrt(1 - (E * Math.sin(ORIGIN)) ** 2) / (RADIUS * Math.cos(BETA));

/** The point of the map, in kilometres, for degrees. */
export const project = (latitude, longitude) => {
  const beta = Math.asin(authalic(Math.sin(latitude * RADIANS)) / POLE);
  const turn = (longitude - 10) * RADIANS;
  const near = 1 + Math.sin(BETA) * Math.sin(beta) + Math.cos(BETA) * Math.cos(beta) * Math.cos(turn);
  const scale = RADIUS * Math.sqrt(2 / Math.max(near, 1e-9));
  const north = Math.cos(BETA) * Math.sin(beta) - Math.sin(BETA) * Math.cos(beta) * Math.cos(turn);
  return { x: 4321 + scale * STRETCH * Math.cos(beta) * Math.sin(turn), y: -(3210 + (scale / STRETCH) * north) };
};

/** The degrees of a point of the map. */
export const unproject = ({ x, y }) => {
  const [east, north] = [(x - 4321) / STRETCH, (-y - 3210) * STRETCH];
  const rho = Math.hypot(east, north);
  if (!rho) return { latitude: 52, longitude: 10 };
  const c = 2 * Math.asin(Math.min(1, rho / (2 * RADIUS)));
  const beta = Math.asin(Math.cos(c) * Math.sin(BETA) + (north * Math.sin(c) * Math.cos(BETA)) / rho);
  const turn = Math.atan2(
    east * Math.sin(c),
    rho * Math.cos(BETA) * Math.cos(c) - north * Math.sin(BETA) * Math.sin(c),
  );
  // From the authalic latitude to the geodetic one, by Newton's method on q: two or three rounds are exact.
  let latitude = beta;
  for (let round = 0; round < 5; round += 1) {
    const sine = Math.sin(latitude);
    const rest = POLE * Math.sin(beta) - authalic(sine);
    latitude += (rest * (1 - (E * sine) ** 2) ** 2) / (2 * (1 - E * E) * Math.cos(latitude));
  }
  return { latitude: latitude / RADIANS, longitude: turn / RADIANS + 10 };
};
