import { hostname } from 'node:os';
import { endingOf } from '../../core/command-result.ts';
import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Channel } from '../../core/policy.ts';
import { formatDuration } from '../../core/quantity.ts';
import type { CommandResult } from '../../core/reader.ts';
import { t, type Text } from '../../core/text.ts';
import { harmless, inline, jsonText } from '../../core/harmless.ts';
import { cutTo } from '../../core/cut.ts';
import { patience, post, type Posted } from './outgoing.ts';

/** Something to tell, without secrets. */
export interface ChannelMessage {
  readonly subject: string;
  readonly text: string;
  /** Data for a generic webhook besides the text. */
  readonly data?: unknown;
  /** Something critical fires. */
  readonly urgent?: boolean;
}

/**
 * Tells channels, side by side; answers with what went wrong, by the channel's name. Addresses of webhooks are
 * secrets, and in no answer.
 */
export async function tellChannels(
  channels: readonly Channel[],
  message: ChannelMessage,
  host: Pick<Host, 'run'>,
): Promise<readonly Text[]> {
  const shown = { ...message, subject: inline(message.subject), text: harmless(message.text) };
  const problems = await Promise.all(channels.map(async (channel) => tell(channel, shown, host)));
  return problems.filter((problem) => problem !== undefined);
}

async function tell(
  channel: Channel,
  message: ChannelMessage,
  host: Pick<Host, 'run'>,
): Promise<Text | undefined> {
  try {
    const posted = postedTo(channel, message);
    if (posted !== undefined) return failed(channel, await post(posted));
    if ('mail' in channel) return await mail(channel, message, host);
    if ('command' in channel) return await command(channel, message, host);
    return undefined;
  } catch (error) {
    return t('health.channel_failed', { channel: channel.name, reason: unsentReason(error) });
  }
}

function failed({ name }: Channel, reason: string | undefined): Text | undefined {
  return reason === undefined ? undefined : t('health.channel_failed', { channel: name, reason });
}

/** Request that a channel takes a message by; undefined: it is told otherwise. */
function postedTo(channel: Channel, message: ChannelMessage): Posted | undefined {
  if ('webhook' in channel)
    return { url: channel.webhook.url, body: jsonText(hookPayload(channel.webhook.format, message)) };
  if ('ntfy' in channel) return ntfyMessage(channel.ntfy, message);
  if ('telegram' in channel) {
    const { token, chat, server } = channel.telegram;
    return {
      url: `${server.replace(/\/$/u, '')}/bot${token}/sendMessage`,
      body: jsonText({
        chat_id: chat,
        text: cutTo(`${message.subject}\n${message.text}`, longestMessage),
        disable_web_page_preview: true,
      }),
    };
  }
  return undefined;
}

/** Characters that Telegram takes in one message, and bytes that ntfy takes before it makes a file of it, with room to spare. */
const longestMessage = 3500;

function hookPayload(format: 'generic' | 'slack', message: ChannelMessage): unknown {
  if (format === 'slack') return { text: slackText(`*${message.subject}*\n${message.text}`) };
  return {
    version: 1,
    host: hostname(),
    subject: message.subject,
    text: message.text,
    ...(message.data as object | undefined),
  };
}

/** Published as JSON to the server above the topic: a header could not hold every name. */
function ntfyMessage(
  { url, token }: { readonly url: string; readonly token?: string },
  { subject, text, urgent = false }: ChannelMessage,
): Posted {
  const address = new URL(url);
  const [topic = ''] = address.pathname.split('/').slice(-1);
  address.pathname = address.pathname.slice(0, -topic.length);
  return {
    url: address.href,
    token,
    body: jsonText({
      topic: decodeURIComponent(topic),
      title: subject,
      message: cutBytes(text),
      priority: urgent ? 5 : 3,
    }),
  };
}

function cutBytes(text: string): string {
  let cut = cutTo(text, longestMessage);
  while (Buffer.byteLength(cut) > longestMessage) cut = cutTo(cut, Math.floor(cut.length * 0.8));
  return cut;
}

/** Text in which nobody is called and nothing leads elsewhere, as Slack wants it escaped. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Through SMTP where the channel names a server, else through this machine's sendmail. */
async function mail(
  channel: Extract<Channel, { mail: unknown }>,
  message: ChannelMessage,
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
  message: ChannelMessage,
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

/** Reason why something was not sent, without its address. */
export function unsentReason(error: unknown): string | Text {
  if (error instanceof Failure) return error.text;
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return late;
  const cause = error.cause instanceof Error ? error.cause : error;
  return (cause as NodeJS.ErrnoException).code ?? cause.message.replaceAll(/\w+:\/\/\S+/gu, '…');
}

function ended(channel: string, done: CommandResult): Text | undefined {
  return done.status === 0 ? undefined : t('health.channel_failed', { channel, reason: endingOf(done) });
}
