import type { Catalogue } from '../message.ts';

/** Sentences on what each lint rule about the mistakes of operators finds, and why that matters. */
export const mistakesRules = {
  'rule.KAPA021': {
    en: () => 'Something stands in a folder that is declared absent, or below a file.',
    es: () => 'Algo está en una carpeta que se declara ausente, o debajo de un archivo.',
  },
  'rule.KAPA021_why': {
    en: () => 'An error: at every apply one of the two undoes the other, or cannot be.',
    es: () => 'Es un error: en cada apply uno deshace al otro, o no puede estar.',
  },
  'rule.KAPA022': {
    en: () => 'A resource requires one that is left out.',
    es: () => 'Un recurso requiere otro que queda fuera.',
  },
  'rule.KAPA022_why': {
    en: () => 'A warning: nothing breaks, but nothing comes first either, which was meant.',
    es: () => 'Es un aviso: nada falla, pero tampoco va nada antes, que era la intención.',
  },
  'rule.KAPA023': {
    en: () => 'Two rules have one condition.',
    es: () => 'Dos reglas tienen la misma condición.',
  },
  'rule.KAPA023_why': {
    en: () =>
      'A warning: both act at one moment, and their remedies may undo each other. A ladder tries one after the other.',
    es: () =>
      'Es un aviso: las dos actúan a la vez, y sus remedios pueden estorbarse. Una escalera los prueba uno tras otro.',
  },
  'rule.KAPA024': {
    en: () => 'A condition that never or always holds, or a rule that never clears.',
    es: () => 'Una condición que nunca o siempre se cumple, o una regla que nunca se recupera.',
  },
  'rule.KAPA024_why': {
    en: () => 'A warning, since such a rule may be a draft: it sees nothing, or sounds at every check.',
    es: () => 'Es un aviso, porque puede ser un borrador: no ve nada, o suena en cada chequeo.',
  },
  'rule.KAPA025': {
    en: () => 'A cooldown or a limit that holds nothing back.',
    es: () => 'Un cooldown o un límite que no frena nada.',
  },
  'rule.KAPA025_why': {
    en: () => 'A warning: whoever writes it counts on it, and remedies go on for ever.',
    es: () => 'Es un aviso: quien lo escribe cuenta con él, y los remedios siguen sin fin.',
  },
  'rule.KAPA026': {
    en: () => 'A rule without a remedy says how one is to be used.',
    es: () => 'Una regla sin remedio dice cómo usar uno.',
  },
  'rule.KAPA026_why': {
    en: () => 'A warning: the rule alerts all the same, but most often its do was lost.',
    es: () => 'Es un aviso: la regla alerta igual, pero casi siempre se perdió su do.',
  },
  'rule.KAPA027': {
    en: () => 'A remedy for an application or port that nothing else speaks of.',
    es: () => 'Un remedio para una aplicación o puerto que nada más nombra.',
  },
  'rule.KAPA027_why': {
    en: () =>
      'A warning, where other applications or ports are named: most often the name is misspelt, and the remedy fails when it is needed.',
    es: () =>
      'Es un aviso, donde se nombran otras aplicaciones o puertos: casi siempre el nombre está mal escrito, y el remedio falla cuando hace falta.',
  },
  'rule.KAPA028': {
    en: () => 'A window in which two checks do not fit.',
    es: () => 'Una ventana en la que no caben dos chequeos.',
  },
  'rule.KAPA028_why': {
    en: () => 'A warning: an increase over one check is nothing, and a maximum over one is the value itself.',
    es: () =>
      'Es un aviso: un aumento sobre un solo chequeo no es nada, y un máximo sobre uno es el valor mismo.',
  },
  'rule.KAPA029': {
    en: () => 'A command without a shell has signs that only a shell reads.',
    es: () => 'Una orden sin shell tiene signos que solo lee una shell.',
  },
  'rule.KAPA029_why': {
    en: () => 'A warning: the program gets | or > as a word of its own, and most often does nothing.',
    es: () => 'Es un aviso: el programa recibe | o > como una palabra más, y casi siempre no hace nada.',
  },
  'rule.KAPA034': {
    en: () => 'A service effect for a name that Debian does not give a service.',
    es: () => 'Un efecto de servicio para un nombre que Debian no da a ningún servicio.',
  },
  'rule.KAPA034_why': {
    en: () =>
      'A warning: the host may have one of its own of that name. On Debian Apache is apache2 and cron is cron.',
    es: () =>
      'Es un aviso: el servidor puede tener uno propio con ese nombre. En Debian Apache es apache2 y cron es cron.',
  },
  'rule.KAPA035': {
    en: () => 'A variable is written as other tools write theirs.',
    es: () => 'Una variable está escrita como en otras herramientas.',
  },
  'rule.KAPA035_why': {
    en: () =>
      'A warning, where the policies define a variable of that name: shells and Apache have ${...} of their own, and a file may be a template itself. ${name}, {% if name %}, <%= name %> and %(name)s are known.',
    es: () =>
      'Es un aviso, donde las políticas definen esa variable: las shells y Apache tienen ${...} propios, y un archivo puede ser él mismo una plantilla. Se conocen ${nombre}, {% if nombre %}, <%= nombre %> y %(nombre)s.',
  },
  'rule.KAPA036': {
    en: () => 'An address or a host that is none.',
    es: () => 'Una dirección o un servidor que no lo es.',
  },
  'rule.KAPA036_why': {
    en: () => 'An error: nothing could ever be asked there, and the probe would be unknown for ever.',
    es: () => 'Es un error: allí nunca se podría preguntar nada, y la sonda quedaría sin dato para siempre.',
  },
  'rule.KAPA037': {
    en: () => 'A value ends with a blank that nobody sees.',
    es: () => 'Un valor termina en un espacio que nadie ve.',
  },
  'rule.KAPA037_why': {
    en: () =>
      'A warning, since it may be meant: a no-break space copied from a web page is part of the value, and makes another name of it.',
    es: () =>
      'Es un aviso, pues puede ser a propósito: un espacio copiado de una página web es parte del valor y lo vuelve otro nombre.',
  },
  'rule.KAPA038': {
    en: () => 'A threshold with a dot between thousands.',
    es: () => 'Un umbral con punto de miles.',
  },
  'rule.KAPA038_why': {
    en: () => 'A warning, since ten may be meant: YAML reads 10.000 as ten, and a rule fires at once.',
    es: () =>
      'Es un aviso, pues puede querer decir diez: YAML lee 10.000 como diez, y la regla se dispara de una vez.',
  },
  'rule.KAPA039': {
    en: () => 'A module that cannot be used so.',
    es: () => 'Un módulo que no se puede usar así.',
  },
  'rule.KAPA039_why': {
    en: () =>
      'An error: what a module declares stands on its inputs, and a wrong, unknown or missing one means another host than was meant.',
    es: () =>
      'Es un error: lo que un módulo declara se apoya en sus entradas, y una equivocada, desconocida o ausente es otro servidor que el pensado.',
  },
} as const satisfies Catalogue;
