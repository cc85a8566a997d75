import { hostname } from 'node:os';
import { endingOf } from '../../core/command-result.ts';
import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Channel } from '../../core/policy.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { CommandResult } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import { harmless, inline, jsonText } from '../../core/harmless.ts';

/** Something to tell, without secrets. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  /** Data for a generic webhook besides the text. */
  readonly data?: unknown;
}

/** Seconds for a channel to take a message. */
const patience = 10;

/**
 * Tells channels, side by side; answers with what went wrong, by the channel's name. Addresses of webhooks are
 * secrets, and in no answer.
 */
export async function tellChannels(
  channels: readonly Channel[],
  message: Message,
  host: Pick<Host, 'run'>,
): Promise<readonly Text[]> {
  const shown = { ...message, subject: inline(message.subject), text: harmless(message.text) };
  const problems = await Promise.all(channels.map(async (channel) => tell(channel, shown, host)));
  return problems.filter((problem) => problem !== undefined);
}

async function tell(channel: Channel, message: Message, host: Pick<Host, 'run'>): Promise<Text | undefined> {
  try {
    if ('webhook' in channel) return await post(channel, message);
    if ('mail' in channel) return await mail(channel, message, host);
    return await command(channel, message, host);
  } catch (error) {
    return t('health.channel_failed', { channel: channel.name, reason: reasonOf(error) });
  }
}

async function post(
  channel: Extract<Channel, { webhook: unknown }>,
  message: Message,
): Promise<Text | undefined> {
  const { url, format } = channel.webhook;
  const payload =
    format === 'slack'
      ? { text: slackText(`*${message.subject}*\n${message.text}`) }
      : {
          version: 1,
          host: hostname(),
          subject: message.subject,
          text: message.text,
          ...(message.data as object | undefined),
        };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: jsonText(payload),
    redirect: 'error',
    signal: AbortSignal.timeout(patience * 1000),
  });
  await answer.body?.cancel();
  return answer.ok
    ? undefined
    : t('health.channel_failed', { channel: channel.name, reason: `HTTP ${answer.status}` });
}

/** Text in which nobody is called and nothing leads elsewhere, as Slack wants it escaped. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Through SMTP where the channel names a server, else through this machine's sendmail. */
async function mail(
  channel: Extract<Channel, { mail: unknown }>,
  message: Message,
  host: Pick<Host, 'run'>,
): Promise<Text | undefined> {
  const { createTransport } = await import('nodemailer');
  const { to, from = `kapa@${hostname()}`, smtp } = channel.mail;
  const letter = { from, to: [...to], subject: message.subject, text: message.text };
  if (smtp === undefined) {
    const written = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
    const { message: text, envelope } = await written.sendMail(letter);
    const stdin = Buffer.isBuffer(text) ? text : Buffer.alloc(0);
    const sender = envelope.from === false ? [] : ['-f', envelope.from];
    return ended(
      channel.name,
      await host.run([sendmail, '-i', ...sender, '--', ...envelope.to], { stdin, timeout: patience }),
    );
  }
  const transport = createTransport({ url: smtp, connectionTimeout: abandoned, socketTimeout: abandoned });
  await Promise.race([
    transport.sendMail(letter),
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => {
        reject(new Failure(late));
      }, patience * 1000).unref();
    }),
  ]);
  transport.close();
  return undefined;
}

/** Milliseconds after which a connection that nobody waits for any more is closed. */
const abandoned = patience * 2000;

/** Place in which every mail server puts it (LSB); cron's PATH does not lead there. */
const sendmail = '/usr/sbin/sendmail';

/** The command gets the text on its standard input, and the subject as its last word. */
async function command(
  channel: Extract<Channel, { command: unknown }>,
  message: Message,
  host: Pick<Host, 'run'>,
): Promise<Text | undefined> {
  const [program, ...words] = channel.command.argv;
  if (program === undefined) return undefined;
  const done = await host.run([program, ...words, message.subject], {
    stdin: new TextEncoder().encode(message.text),
    timeout: patience,
  });
  return ended(channel.name, done);
}

const late = t('health.timed_out', { after: formatDuration(patience) });

function reasonOf(error: unknown): string | Text {
  if (error instanceof Failure) return error.text;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return late;
  const cause = error.cause instanceof Error ? error.cause : error;
  return (cause as NodeJS.ErrnoException).code ?? cause.message.replaceAll(/\w+:\/\/\S+/gu, '…');
}

function ended(channel: string, done: CommandResult): Text | undefined {
  return done.status === 0 ? undefined : t('health.channel_failed', { channel, reason: endingOf(done) });
}
