import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A real Podman with two containers: `host`, which listens at a port of the host itself, and `published`. */
export interface Podman {
  readonly socket: string;
  close(): Promise<void>;
}

/** Ports at which the two containers listen, on the host. */
export interface PodmanPorts {
  readonly host: number;
  readonly published: number;
}

/**
 * Starts a Podman of a user's own, or of root's, with images, containers and mounts of its own. It gets the unified hierarchy of
 * control groups, and puts its containers in none: that works within other containers as well.
 */
export async function startPodman(uid: number, ports: PodmanPorts): Promise<Podman> {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-podman-'));
  const socket = join(folder, 'run/podman.sock');
  const text = script({ folder, socket, uid, ports });
  const shell = spawn('unshare', ['-m', '--propagation', 'private', 'bash', '-euc', text], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(shell, 'exit');
  let said = '';
  shell.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  for (let waited = 0; !existsSync(socket); waited += 100) {
    if (shell.exitCode !== null || waited > 60_000) throw new Error(`podman did not start: ${said}`);
    await pause(100);
  }
  return {
    socket,
    async close() {
      shell.stdin.end();
      await ended;
      try {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      } catch {
        // What Podman leaves to clean up after a container still writes: it goes with the folder of all tests.
      }
    },
  };
}

function script({
  folder,
  socket,
  uid,
  ports,
}: {
  readonly folder: string;
  readonly socket: string;
  readonly uid: number;
  readonly ports: PodmanPorts;
}): string {
  return `
umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup
cd ${folder}
chmod 755 .
mkdir -p home run image/bin
cp /bin/busybox image/bin/
tar -C image -cf image.tar .
mknod tun c 10 200; chmod 666 tun; mkdir -p /dev/net; [ -e /dev/net/tun ] || touch /dev/net/tun
mount --bind tun /dev/net/tun
chown -R ${uid}:${uid} home run; chmod 700 run
cd home
podman() {
  setpriv --reuid=${uid} --regid=${uid} --clear-groups env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
    HOME=${folder}/home XDG_RUNTIME_DIR=${folder}/run podman --root ${folder}/home/root --runroot ${folder}/run/root \\
    --cgroup-manager=cgroupfs --events-backend=file --storage-driver=vfs --runtime crun "$@" >&2
}
start() {
  podman run -d --cgroups=disabled --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 "$@"
}
trap 'podman rm -f -t 0 -a; [ ! -e ${folder}/run/libpod/tmp/pause.pid ] || kill -9 $(cat ${folder}/run/libpod/tmp/pause.pid)' EXIT
podman import ${folder}/image.tar busybox:1
start --name host --net=host busybox:1 /bin/busybox httpd -f -p 127.0.0.1:${ports.host}
start --name published --network slirp4netns -p 127.0.0.1:${ports.published}:80 busybox:1 /bin/busybox httpd -f -p 80
podman system service -t 0 unix://${socket} & service=$!
cat
kill $service $(ps -o pid= --ppid $service) 2>/dev/null || true
`;
}
