import { afterEach, beforeEach, expect, test } from 'vitest';
import { absent, present } from '../../../src/core/reading.ts';
import { render } from '../../../src/core/text.ts';
import { findCronJobs } from '../../../src/packs/cron/found.ts';
import { cron } from '../../../src/packs/cron/resource.ts';
import { temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary({
    account: async (name) => (accounts.has(name) ? present({ name, uid: 0, gid: 0, home: '/' }) : absent),
  });
});
afterEach(() => host.remove());

const accounts = new Set(['root', 'www-data']);

async function found(): Promise<{ jobs: Awaited<ReturnType<typeof findCronJobs>>; left: string[] }> {
  const left: string[] = [];
  const jobs = await findCronJobs(host.host, (reason) => left.push(render(reason, 'en')));
  return { jobs, left };
}

function crontab(user: string, content: string | Uint8Array): void {
  host.put(`/var/spool/cron/crontabs/${user}`, content);
  host.put(`/crontabs/${user}`, content);
}

test.each([
  ['bytes beyond ASCII', '/usr/local/bin/informe --año', { run: '/usr/local/bin/informe --año' }],
  [
    'a letter that ends in a byte like a blank',
    'rsync -a /srv/in /srv/Unità',
    { run: 'rsync -a /srv/in /srv/Unità' },
  ],
  ['a list before a redirection', 'cd /tmp && ls >/dev/null 2>&1', { run: 'cd /tmp && ls >/dev/null 2>&1' }],
  ['a group before a redirection', '(cd /tmp; ls) >/dev/null 2>&1', { run: '(cd /tmp; ls) >/dev/null 2>&1' }],
  ['a redirection as kapa writes it', 'true >/dev/null 2>&1', { run: 'true', output: 'discard' }],
  ['one with two blanks', 'true  >/dev/null 2>&1', { run: 'true  >/dev/null 2>&1' }],
  ['one with a blank', 'true > /dev/null 2>&1', { run: 'true > /dev/null 2>&1' }],
  ['one without', 'true>/dev/null 2>&1', { run: 'true>/dev/null 2>&1' }],
  ['one that appends', 'clean >> /dev/null 2>&1', { run: 'clean >> /dev/null 2>&1' }],
  ['braces', 'echo {{ braces }}', { run: 'echo {{ braces }}' }],
  ["kapa's mark", 'true # kapa', { run: 'true' }],
  ['a percent sign', 'date +\\%F', { run: 'date +%F' }],
  ['backslashes', 'printf \\\\\\%s\\\\n x\\y', { run: 'printf \\%s\\n x\\y' }],
  ['an input', 'cat%hello%100\\%', { run: 'cat', input: 'hello\n100%\n' }],
  ['an input after a blank', 'cat %hello', { run: 'cat', input: 'hello\n' }],
  ['an empty input', 'cat%', { run: 'cat', input: '' }],
  ['a path', 'PATH=/opt/bin job', { run: 'PATH=/opt/bin job' }],
])('a job with %s is said so that its plan changes nothing', async (_name, command, job) => {
  crontab('root', `0  3 * * *\t${command}\n`);
  const { jobs, left } = await found();
  expect(jobs).toEqual([
    {
      name: 'Jobs of root',
      cron: { user: 'root', path: 'inherit', jobs: [{ schedule: '0 3 * * *', ...job }] },
    },
  ]);
  expect(left).toEqual([]);
  expect(await host.plan(cron, jobs[0]?.cron)).toEqual({ action: 'none', fields: [], steps: [] });
});

test('what a policy cannot say is told and left out', async () => {
  crontab(
    'root',
    Buffer.from(
      '0 3 * * * /bin/\xe9cho latin1\n0 3 31 2 * never\n* * * * *\n@daily cat%a\\\n0 4 * * sat-sun x\n0 5 * * * good\n',
      'latin1',
    ),
  );
  const { jobs, left } = await found();
  expect(jobs[0]?.cron.jobs).toEqual([{ schedule: '0 5 * * *', run: 'good' }]);
  expect(left.map((one) => one.slice(0, 31))).toEqual(
    [1, 2, 3, 4, 5].map((line) => expect.stringContaining(`crontab -u root, line ${line}: `)),
  );
});

test('crontabs of all users, and files of cron.d that are no package’s', async () => {
  crontab('root', 'MAILTO=""\nSHELL=/bin/bash\n0 3 * * * a\nMAILTO=x\n0 4 * * * b\n');
  crontab('www-data', '@daily php cron.php\n');
  crontab('gone', '@daily x\n');
  host.put('/etc/cron.d/own', '# mine\nPATH=/opt/bin\n@reboot root a\n@daily www-data b%c\n');
  host.put('/etc/cron.d/php', '@daily root php\n');
  host.put('/etc/cron.d/has.dot', '@daily root a\n');
  host.put('/etc/cron.d/bad', '@daily nosuch a\n');
  host.put(
    '/var/lib/dpkg/status',
    'Package: php\nConffiles:\n /etc/cron.d/php d41d8cd98f00b204e9800998ecf8427e\n',
  );
  const { jobs, left } = await found();
  expect(jobs).toEqual([
    {
      name: 'Jobs of root',
      cron: {
        user: 'root',
        path: 'inherit',
        variables: { MAILTO: '', SHELL: '/bin/bash' },
        jobs: [
          { schedule: '0 3 * * *', run: 'a' },
          { schedule: '0 4 * * *', run: 'b' },
        ],
      },
    },
    {
      name: 'Jobs of www-data',
      cron: { user: 'www-data', path: 'inherit', jobs: [{ schedule: '@daily', run: 'php cron.php' }] },
    },
    {
      name: 'Jobs in cron.d/own',
      cron: {
        file: 'own',
        path: 'inherit',
        variables: { PATH: '/opt/bin' },
        jobs: [
          { schedule: '@reboot', run: 'a' },
          { schedule: '@daily', run: 'b', input: 'c\n', user: 'www-data' },
        ],
      },
    },
  ]);
  expect(left).toEqual([
    'there is a crontab of gone, whom this host does not have',
    'crontab -u root: the variable MAILTO is set between jobs, or cannot be said in a policy',
    expect.stringContaining('this host has no user nosuch'),
  ]);
  for (const { cron: spec } of jobs)
    expect(await host.plan(cron, spec)).toEqual({ action: 'none', fields: [], steps: [] });
});
