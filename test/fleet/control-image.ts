import { imageOf, type Release } from '../hosts/image.ts';

/** Debians whose Ansible the collection is tried with: ansible-core 2.14 and 2.19. */
export const releases: readonly Release[] = ['bookworm', 'trixie'];

/** The root folder of a control node, as its Debian has it. Nothing may write into it. */
export function controlImage(release: Release): string {
  return imageOf({
    version: 1,
    release,
    packages: [
      'ansible-core',
      'ansible-lint',
      // What debootstrap would not choose by itself.
      'python3-cffi-backend',
      'python3-voluptuous',
      'openssh-client',
      'git',
      'iproute2',
      'haproxy',
      'socat',
    ],
  });
}

/**
 * A command line that runs another in a control node: with the files of /tmp here, and nothing else of this machine's.
 * Its mounts go with its last process.
 */
export function inControl(root: string, folder: string, argv: readonly string[]): readonly string[] {
  const script = `root=$1 folder=$2; shift 2
mount --bind "$root" "$root"; mount -o remount,bind,ro "$root"
for place in proc dev tmp; do mount --rbind "/$place" "$root/$place"; done
mount -t tmpfs kapa-control "$root/root"
exec chroot "$root" env --chdir "$folder" "$@"`;
  return ['unshare', '--mount', 'sh', '-euc', script, 'sh', root, folder, ...argv];
}
