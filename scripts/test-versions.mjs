import { installedOnce } from './install-once.mjs';
import { supportedNodes } from './nodes.mjs';
import { otherPm2s } from './pm2-versions.mjs';
import { runTests } from './run-tests.mjs';

/** Tests of what an older or newer Node could do otherwise, except for those that only take time. */
const fast = [
  'test/core',
  'test/policy/expressions/expression.test.ts',
  'test/policy/load/load.test.ts',
  'test/policy/yaml/plain-yaml.test.ts',
  'test/cli/command-line.test.ts',
  'test/cli/demo.test.ts',
  'test/cli/every-node.test.ts',
];

/** Results of the fast part of the suite on each supported Node; one that cannot be had counts as failed. */
export function onEachNode() {
  return supportedNodes().map(({ release, node }) => {
    console.log(`\nNode ${release}`);
    return node === undefined ? missing(`Node ${release}`) : runTests(fast, node);
  });
}

/** Release of the language server behind editors that the project, which is tested on Node 20, cannot install itself. */
const languageServer = '2.0.0';

/** Results of the schema's tests with the newest language server, on each supported Node that it runs on. */
export function inNewestEditor() {
  const what = `yaml-language-server ${languageServer}`;
  const folder = installedOnce('yaml-language-server', languageServer);
  if (folder === undefined) return [missing(what)];
  process.env['KAPA_LANGUAGE_SERVER'] = folder;
  return supportedNodes()
    .filter(({ release }) => Number.parseInt(release, 10) >= 22)
    .map(({ release, node }) => {
      console.log(`\n${what}, Node ${release}`);
      return node === undefined
        ? missing(`Node ${release}`)
        : runTests(['test/policy/schema/editor.test.ts'], node);
    });
}

/** Results of all tests with a real PM2, with each release that the project has not installed itself. */
export function onEachPm2() {
  return otherPm2s().map(({ release, folder }) => {
    console.log(`\nPM2 ${release}`);
    if (folder === undefined) return missing(`PM2 ${release}`);
    process.env['KAPA_PM2'] = folder;
    return runTests(['test/packs/pm2', 'test/host/pm2']);
  });
}

function missing(what) {
  return { passed: 0, failed: 1, failures: [`failed: ${what} cannot be had`] };
}
