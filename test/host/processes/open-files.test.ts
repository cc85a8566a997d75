import { expect, test } from 'vitest';
import { isHere } from '../../../src/host/processes/open-files.ts';

const mounts = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:45 / /home rw,relatime shared:20 - nfs4 files:/home rw,vers=4.2
41 22 0:46 / /srv/data rw - fuse.sshfs me@there:/data rw
`;
const file = (mount: number): string => `pos:\t0\nflags:\t02100001\nmnt_id:\t${mount}\nino:\t12\n`;

test('a file of another machine, or of a file system that is unmounted, is told without touching it', () => {
  expect([22, 40, 41, 99].map((mount) => isHere(file(mount), mounts))).toEqual([true, false, false, false]);
});

test('where the kernel does not tell a file its mount, none of another machine must be there', () => {
  const untold = 'flags:\t02100001\n';
  expect(isHere(untold, mounts)).toBe(false);
  expect(isHere(untold, '1 0 0:2 / / rw - 9p none rw\n')).toBe(true);
  expect(isHere(untold, '')).toBe(false);
});
