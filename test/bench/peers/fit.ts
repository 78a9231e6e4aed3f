/** Straight lines through figures, by least squares. */

export type Point = readonly [x: number, y: number]

export interface Line {
  readonly intercept: number
  readonly slope: number
}

/** @param weight of a point; 1 unless told */
function fitLine(points: readonly Point[], weight: (point: Point) => number = () => 1): Line {
  const sum = (value: (point: Point) => number) =>
    points.reduce((total, point) => total + weight(point) * value(point), 0)
  const all = sum(() => 1)
  const [meanX, meanY] = [sum(([x]) => x) / all, sum(([, y]) => y) / all]
  const slope = sum(([x, y]) => (x - meanX) * (y - meanY)) / sum(([x]) => (x - meanX) ** 2)
  return { intercept: meanY - slope * meanX, slope }
}

/** The line whose deviations are least in proportion to the figures, so that small ones count as large ones do. */
export const fitRelative = (points: readonly Point[]): Line => fitLine(points, ([, y]) => 1 / y ** 2)

/** The exponent of growth: 1 where twice the x takes twice the y, 2 where it takes four times. */
export const logLogSlope = (points: readonly Point[]): number =>
  fitLine(points.map(([x, y]): Point => [Math.log(x), Math.log(y)])).slope

/** The point that lies farthest off the line in proportion to it: its x, and by how much (0.1: 10 % above). */
export function farthest(points: readonly Point[], { intercept, slope }: Line): Point {
  const off = points.map(([x, y]): Point => [x, y / (intercept + slope * x) - 1])
  return off.reduce((most, one) => (Math.abs(one[1]) > Math.abs(most[1]) ? one : most))
}
