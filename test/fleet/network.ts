import { execFileSync } from 'node:child_process';

/** A network of its own for a control node and hosts: a bridge in a namespace, and a namespace for each host. */
export interface Network {
  /** Name of the control node's namespace, for `ip netns exec`. */
  readonly control: string;
  /** Adds a host; answers with its address, the path of its namespace, and the name of its port on the bridge. */
  add(): { readonly address: string; readonly path: string; readonly port: string };
  close(): void;
}

/** Makes a network that reaches nothing else. Its names are of this process, so that two runs stand beside each other. */
export function makeNetwork(): Network {
  const control = `kapa-${process.pid}`;
  const made = [control];
  ip('netns', 'add', control);
  inside(control, 'link', 'set', 'lo', 'up');
  inside(control, 'link', 'add', 'fleet', 'type', 'bridge');
  inside(control, 'addr', 'add', '10.77.0.1/16', 'dev', 'fleet');
  inside(control, 'link', 'set', 'fleet', 'up');
  return {
    control,
    add() {
      const number = made.length;
      const namespace = `${control}-${number}`;
      const address = `10.77.1.${number}`;
      const port = `host${number}`;
      ip('netns', 'add', namespace);
      made.push(namespace);
      inside(control, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'e0', 'netns', namespace);
      inside(control, 'link', 'set', port, 'master', 'fleet', 'up');
      inside(namespace, 'addr', 'add', `${address}/16`, 'dev', 'e0');
      for (const device of ['lo', 'e0']) inside(namespace, 'link', 'set', device, 'up');
      return { address, path: `/run/netns/${namespace}`, port };
    },
    close() {
      for (const name of made.reverse()) ip('netns', 'delete', name);
    },
  };
}

function inside(namespace: string, ...args: readonly string[]): void {
  ip('-n', namespace, ...args);
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
