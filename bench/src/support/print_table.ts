import type { Row } from '../bench.ts'

export function printTable(rows: readonly Row[]): void {
  const cells = rows.map((row) => [
    row.measure,
    row.ours,
    row.baseline ?? '',
    row.goal ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ])
  const table = [['measure', 'ours', 'baseline', 'goal', ''], ...cells]
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...table.map((line) => line[at]?.length ?? 0)))
  for (const line of table)
    console.log(
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
