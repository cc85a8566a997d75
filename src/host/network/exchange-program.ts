// The program that exchanges bytes with the rights of a user: it is given to Node as text, since that user may not be able
// to read where kapa is installed.
import { exchange, type Exchange } from './exchange.ts';

const asked = JSON.parse(process.argv[1] ?? '') as Exchange;
void exchange(asked).then((exchanged) => process.stdout.write(JSON.stringify(exchanged)));
