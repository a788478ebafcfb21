/** Het einde van een training of van de pagina, en raad bij problemen. */
import type { PageCode, Problem } from '../../contract';
import type { Code, ProblemCode } from '../../generated/constants';
import type * as en from '../en';
import { sentence } from './problems';
import { bytes, ending, owners, plural } from './words';

export const done: typeof en.done = {
  title: 'Dank u wel',
  leftTitle: 'U bent weggegaan',
  lead: (reason) => ending(reason) ?? 'De training is afgelopen.',
  summary: (rounds, up) =>
    `U deed mee aan ${plural(rounds, 'aanvaarde ronde', 'aanvaarde rondes')} en stuurde ${bytes(up)} aan versleutelde sommen.`,
  nothing: 'Er is geen versleutelde som van u gebruikt.',
  tableTitle: 'Wat deze computer heeft verlaten',
  round: 'Ronde',
  size: 'Grootte',
  among: 'In een som van',
  amongOwners: (u) => (u.accepted ? owners(u.owners) : 'niet gebruikt'),
  digest: 'Vingerafdruk van de verzending',
  bytes: 'Bytes',
  save: 'Ontvangstbewijs opslaan',
  saveLead:
    'Het ontvangstbewijs bevat vingerafdrukken van uw verzendingen, zodat u later kunt aantonen wat u hebt gestuurd. Het bevat niets van uw rijen.',
  close: 'U kunt dit tabblad sluiten.',
  another: 'Aan een andere training meedoen',
};

export const stopped: typeof en.stopped = {
  failedTitle: 'De pagina moest stoppen',
  failed:
    'Er ging iets mis in de pagina. Alles wat uit uw rijen berekend was, is uit het geheugen verdwenen. Laad de pagina opnieuw om verder te gaan.',
  details: 'Bijzonderheden',
  reload: 'Opnieuw laden',
  unsupportedTitle: 'Deze browser kan niet meedoen',
  unsupported: (missing) =>
    `Hij mist: ${missing.join(', ')}. Gebruik een actuele Firefox, Chrome, Edge of Safari. Er is niets verstuurd.`,
  insecure: 'Deze pagina moet via https of vanaf deze computer zelf geopend worden. Er is niets verstuurd.',
  bareTitle: 'Deze pagina is onderweg veranderd',
  bare: 'Ze kwam zonder het beleid dat vreemde code buiten houdt. Meld het aan de beheerder van deze server. Er is niets gelezen en niets verstuurd.',
  features: {
    wasm: 'WebAssembly',
    bigint: 'grote gehele getallen',
    worker: 'workers',
    storage: 'opslag voor deze pagina',
    locks: 'vergrendeling tussen tabbladen',
  },
};

export function hint(problem: Problem): string {
  if (problem.hint) return sentence(problem.hint);
  switch (problem.code as Code | ProblemCode | PageCode | undefined) {
    case 'unreachable':
    case 'unavailable':
      return 'Controleer uw verbinding en probeer het opnieuw.';
    case 'internal':
      return 'Laad de pagina opnieuw. Gebeurt het weer, zeg het dan tegen de opdrachtgever.';
    default:
      return '';
  }
}
