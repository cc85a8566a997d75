import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { harmIn, hostile } from '../security/hostile.ts';

// What a host answers to Ansible stands on the screen of who keeps a hundred: no host writes a line of another's.

const screen = resolve(import.meta.dirname, '../../ansible/kapa/plugins/module_utils');
const drawing = `import json, sys
sys.path.insert(0, sys.argv[1])
import screen
told = json.load(sys.stdin)
fleet = screen.Fleet()
fleet.expect(["web1", "web2"])
for answer in told["taken"]:
    fleet.take("web1", answer)
for at, answer in enumerate(told["made_up"]):
    fleet.expect(["evil%d" % at])
    fleet.take("evil%d" % at, answer)
    fleet.fail("odd%d" % at, {"msg": answer, "module_stderr": [at], "stderr": answer, "rc": 78}, False)
    fleet.lose("odd%d" % at, {"msg": answer})
fleet.fail("web2", told["failed"], False)
print(json.dumps([[screen.inert(text) for text, mood in screen.lines(fleet, None)], screen.markdown(fleet, None)]))`;

function drawn(
  evil: string,
  madeUp: readonly object[] = [],
): readonly [lines: readonly string[], markdown: string] {
  const resource = {
    action: 'update',
    name: evil,
    type: evil,
    fields: [{ field: evil, from: evil, to: { [evil]: evil } }],
    reason: evil,
    files: [{ path: evil, diff: `+${evil}\n` }],
  };
  const plan = {
    phase: 'plan',
    changed: true,
    resources: [resource],
    effects: [{ effect: evil, service: evil, because: [evil] }],
    proof: { status: evil, reason: evil },
  };
  const firing = [{ name: evil, severity: evil, reason: evil }];
  const input = JSON.stringify({
    taken: [plan, { firing, status: 'critical' }],
    made_up: madeUp,
    failed: { msg: evil, rc: 78, stderr: evil },
  });
  const said = execFileSync('python3', ['-c', drawing, screen], { input, encoding: 'utf8' });
  return JSON.parse(said) as [string[], string];
}

test('nothing that a host answers steers the terminal or makes a line of the fleet', () => {
  const [lines, markdown] = drawn(
    `${hostile}\u061Cx\uD800\nFleet: 2 hosts, 2 plans\n! web9, lost: forged\n\`\`\`\n# forged`,
  );
  expect(harmIn(lines.join('\n') + markdown)).toEqual([]);
  for (const line of lines) expect(line).not.toContain('\n');
  expect(lines.filter((line) => /^(?:Fleet|! web9)/u.test(line))).toEqual([lines.at(-1)]);
  const outside = markdown.split(/^(`{3,})diff\n[^]*?^\1$/mu).join('');
  expect(outside).not.toMatch(/^# forged|web9/mu);
});

test('an answer that somebody made up is one host that failed, and takes no other from the screen', () => {
  const madeUp = [
    { phase: 'none' },
    { phase: ['plan'] },
    { phase: { plan: 1 } },
    { phase: 'plan', resources: 7 },
    { phase: 'plan', resources: [{}] },
    { phase: 'plan', effects: [null], proof: 'proven' },
    { firing: [], status: 'fine' },
    { firing: [7], status: 'critical' },
    { phase: 'apply', changed: false, resources: [], effects: [], health: 7 },
    { phase: 'apply', changed: false, resources: [], effects: [], health: { status: 'fine', firing: [] } },
  ];
  const [lines] = drawn('plain', madeUp);
  expect(lines.filter((line) => /^! evil\d+, failed: its answer has not the form/u.test(line))).toHaveLength(
    madeUp.length,
  );
  expect(lines).toContain('  ~ plain (plain)');
});
