import { t, type Text } from '../../core/text.ts';
import { unsentReason } from './channels.ts';
import { post } from './outgoing.ts';

/** Gives a sign of life, by the conventions of healthchecks.io; answers with what went wrong, without the address. */
export async function beat(url: string, failing: boolean, text: string): Promise<Text | undefined> {
  try {
    const reason = await post({
      url: addressOf(url, failing),
      body: text,
      type: 'text/plain; charset=utf-8',
    });
    return reason === undefined ? undefined : t('health.heartbeat_failed', { reason });
  } catch (error) {
    return t('health.heartbeat_failed', { reason: unsentReason(error) });
  }
}

function addressOf(url: string, failing: boolean): string {
  const address = new URL(url);
  if (failing) address.pathname = `${address.pathname.replace(/\/$/u, '')}/fail`;
  return address.href;
}
