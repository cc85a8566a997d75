/** Seconds for anybody to take what is sent. */
export const patience = 10;

/** Something to be posted, as JSON or as plain text. */
export interface Posted {
  readonly url: string;
  readonly body: string;
  readonly type?: 'application/json' | 'text/plain; charset=utf-8';
  readonly token?: string | undefined;
}

/**
 * Posts to an address that a policy names. Nobody is followed elsewhere, nothing of the answer is read but its status, and
 * all of it has ten seconds. Answers with what went wrong, without the address; errors of the connection are thrown.
 */
export async function post({
  url,
  body,
  type = 'application/json',
  token,
}: Posted): Promise<string | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(patience * 1000),
  });
  await answer.body?.cancel();
  return answer.ok ? undefined : `HTTP ${answer.status}`;
}
