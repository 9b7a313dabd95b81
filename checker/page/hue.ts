/** As many processes can be told apart by colour; the colours themselves are in style/base.css. */
const hues = 8;

/** The class that gives a lane its colour; a process that never acts has none. */
export function hue(lane: number): string {
  return lane < 0 ? "hue-none" : `hue-${lane % hues}`;
}
