/** What a terminal shows after some text was written to it: as much of one as a status needs. Colours are dropped. */
export function screenAfter(text: string): string[] {
  const lines: string[] = [""];
  let [row, column] = [0, 0];
  const print = (sign: string): void => {
    if (sign === "\r") column = 0;
    else if (sign === "\n") {
      [row, column] = [row + 1, 0];
      lines[row] ??= "";
    } else {
      const line = (lines[row] ?? "").padEnd(column);
      lines[row] = line.slice(0, column) + sign + line.slice(column + 1);
      column++;
    }
  };
  const [start = "", ...sequences] = text.split("\u001B[");
  for (const sign of start) print(sign);
  for (const sequence of sequences) {
    const [, amount = "", command = "", rest = ""] = /^([?\d;]*)([A-Za-z])(.*)$/su.exec(sequence) ?? [];
    if (command === "A") row = Math.max(0, row - Number(amount || "1"));
    else if (command === "J") lines.splice(row, Infinity, (lines[row] ?? "").slice(0, column));
    else if (!["m", "h", "l"].includes(command)) throw new Error(`the screen does not know ${JSON.stringify(sequence)}`);
    for (const sign of rest) print(sign);
  }
  return lines;
}
