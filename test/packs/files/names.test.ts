import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyHost, type Copy } from '../../cli/program.ts';

let host: Copy;
beforeEach(() => {
  host = copyHost();
  mkdirSync(join(host.root, 'srv/f'), { recursive: true });
});
afterEach(() => host.close());

function declare(path: string, content: string): string {
  return host.policy(
    `policy: p\nresources:\n  - { name: A, file: { path: '${path}', content: '${content}' } }\n`,
  );
}

describe('names up to the limit of the file system', () => {
  test.each([
    ['a name of 255 bytes', 'a'.repeat(255)],
    ['a name of 233 bytes', 'a'.repeat(233)],
    ['a name of 232 bytes', 'a'.repeat(232)],
    ['85 letters of three bytes', '€'.repeat(85)],
    ['63 letters of four bytes', '😀'.repeat(63)],
  ])('%s is changed, saved and restored', (_what, name) => {
    const path = `/srv/f/${name}`;
    host.write(path, 'before');
    const policy = declare(path, 'after');
    const applied = host.run(['apply', policy, '--yes', '--json']);
    expect(applied.status, applied.err).toBe(0);
    expect(host.read(path)).toBe('after');
    const { backups, transaction } = applied.json();
    expect(backups).toHaveLength(1);
    expect(host.run(['restore', transaction ?? '', '--yes']).status).toBe(0);
    expect(host.read(path)).toBe('before');
    expect(host.run(['apply', policy, '--yes']).status).toBe(0);
    expect(host.run(['restore', path, '--yes']).status).toBe(0);
    expect(host.read(path)).toBe('before');
  });

  test('a path of nearly 4095 bytes is changed and restored', () => {
    const folder = `srv/f/${Array.from({ length: 15 }, () => 'd'.repeat(240)).join('/')}`;
    mkdirSync(join(host.root, folder), { recursive: true });
    const path = `/${folder}/${'a'.repeat(200)}`;
    execFileSync('sh', ['-c', `cd "$1" && printf before >${'a'.repeat(200)}`, 'sh', join(host.root, folder)]);
    const policy = declare(path, 'after');
    const applied = host.run(['apply', policy, '--yes']);
    expect(applied.status, applied.err).toBe(0);
    expect(host.run(['restore', path, '--yes']).status).toBe(0);
    expect(host.read(path)).toBe('before');
  });

  test('one byte more is said, and nothing is changed', () => {
    const applied = host.run(['apply', declare(`/srv/f/${'a'.repeat(256)}`, 'x'), '--yes']);
    expect(applied.status).not.toBe(0);
    expect(applied.out + applied.err).toMatch(/too long|ENAMETOOLONG/u);
    expect(readdirSync(join(host.root, 'srv/f'))).toEqual([]);
  });
});

describe('spellings of one path', () => {
  test.each(['/srv//f/a', '/srv/./f/a', '/srv/x/../f/a', '//srv/f/a', '/srv/f//a'])(
    '%s and /srv/f/a have one owner',
    (path) => {
      const policy = host.policy(
        `policy: p\nresources:\n  - { name: A, file: { path: '${path}', content: x } }\n  - { name: B, file: { path: /srv/f/a, content: y } }\n`,
      );
      expect(host.run(['lint', policy]).out + host.run(['lint', policy]).err).toContain('KAPA020');
    },
  );

  test('a file in a folder that another resource makes comes after it, in any spelling', () => {
    const policy = host.policy(
      `policy: p\nresources:\n  - { name: A, file: { path: /srv//new/a, content: x } }\n  - { name: B, directory: { path: /srv/./new } }\n`,
    );
    const applied = host.run(['apply', policy, '--yes']);
    expect(applied.status, applied.err).toBe(0);
    expect(host.read('/srv/new/a')).toBe('x');
    expect(host.run(['plan', policy, '--detailed-exitcode']).status).toBe(0);
  });
});

test('an immutable file is told by its cause, to root as well', () => {
  const path = '/srv/f/a';
  writeFileSync(join(host.root, path), 'old');
  execFileSync('chattr', ['+i', join(host.root, path)]);
  try {
    const applied = host.run(['apply', declare(path, 'new'), '--yes']);
    expect(applied.status).toBe(1);
    expect(applied.err).toContain('immutable');
    expect(applied.err).not.toContain('run kapa as root');
  } finally {
    execFileSync('chattr', ['-i', join(host.root, path)]);
  }
  expect(host.read(path)).toBe('old');
});
