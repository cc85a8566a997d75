// The program that runs an errand with the rights of a user: it is given to Node as text, since that user may not be
// able to read where kapa is installed.
import { runErrand, type Errand } from './errand.ts';

const errand = JSON.parse(process.argv[1] ?? '') as Errand;
void runErrand(errand).then((answer) => process.stdout.write(JSON.stringify(answer)));
