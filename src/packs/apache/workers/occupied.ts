/** Workers in the unit of their MPM, by what each does, as far as a source tells. */
export interface Occupied {
  readonly workers: number;
  readonly source: 'page' | 'sockets' | 'proc';
  /** Those that serve, of processes that still take connections. */
  readonly busy?: number;
  readonly idle?: number;
  /** Those that serve, of processes that take no connection any more. */
  readonly finishing?: number;
  /** Of the busy and the finishing ones, those that only close a connection. */
  readonly closing?: number;
}
