import type { Reader } from '../../../core/reader.ts';
import { readConfiguration } from '../config/loaded.ts';
import { readEnvvars } from '../facts/envvars.ts';
import { redHat, type Layout } from '../facts/layout.ts';
import { askProgram } from '../facts/program.ts';

/** Files that a running server writes. */
export interface Runtime {
  readonly pidFile: string;
  readonly logFolder: string;
}

/** The files that a layout's server writes: Debian's environment names them, elsewhere the configuration does. */
export async function runtimeOf(reader: Reader, layout: Layout): Promise<Runtime> {
  if (!layout.isDebian) return runtimeOfOther(reader, layout);
  const { values } = await readEnvvars(reader, layout);
  const suffix = /\/apache2(-[^/]+)$/u.exec(layout.root)?.[1] ?? '';
  return {
    pidFile: values.get('APACHE_PID_FILE') ?? `/var/run/apache2${suffix}/apache2.pid`,
    logFolder: values.get('APACHE_LOG_DIR') ?? `/var/log/apache2${suffix}`,
  };
}

async function runtimeOfOther(reader: Reader, layout: Layout): Promise<Runtime> {
  const loaded = await readConfiguration(reader, layout);
  const said = (name: string): string | undefined => loaded?.ofServer(name).at(-1)?.args[0];
  const root = said('ServerRoot') ?? layout.root;
  const within = (path: string): string => (path.startsWith('/') ? path : `${root}/${path}`);
  const log = said('ErrorLog') ?? 'logs/error_log';
  return {
    pidFile: within(said('PidFile') ?? (await defaultPidFile(reader, layout))),
    logFolder: within(log.startsWith('|') || log.startsWith('syslog') ? 'logs' : log).replace(
      /\/[^/]*$/u,
      '',
    ),
  };
}

/** The file that the program takes where the configuration names none, by its own word. */
async function defaultPidFile(reader: Reader, layout: Layout): Promise<string> {
  const said = (await askProgram(reader, layout, '-f', layout.main, '-V')) ?? '';
  const compiled = /DEFAULT_PIDLOG="([^"]+)"/u.exec(said)?.[1];
  return compiled ?? (layout === redHat ? '/run/httpd/httpd.pid' : 'logs/httpd.pid');
}
