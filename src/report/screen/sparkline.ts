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

/** A bar of some cells, filled by a share from 0 to 1; the least that is more than nothing fills one. */
export function bar(share: number, cells: number): string {
  const full = share <= 0 ? 0 : Math.min(cells, Math.max(1, Math.round(share * cells)));
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
}
