const bars = '▁▂▃▄▅▆▇█';

/** A chart of numbers in one line of blocks, from their least to their most; a gap where there is no number. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const numbers = values.filter((value) => value !== undefined);
  const least = Math.min(...numbers);
  const span = Math.max(...numbers) - least;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const step = span === 0 ? 0 : Math.round(((value - least) / span) * (bars.length - 1));
      return bars[step] ?? ' ';
    })
    .join('');
}
