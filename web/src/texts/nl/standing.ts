/** Hoe het met iemands plaats in een training staat: vóór het meedoen en tijdens het wachten. */
import type * as en from '../en';
import { count, form, owners } from './words';

export const standing: typeof en.standing = {
  closed: {
    begun: {
      title: 'Deze training is begonnen',
      lead: 'De gegevenshouders staan vast, en in deze browser hoort u daar niet bij. Als u al meedeed, open de link dan in de browser waarmee u dat deed.',
    },
    finished: {
      title: 'Deze training is voorbij',
      lead: 'Ze neemt geen gegevens meer aan. Vraag wie u de link heeft gestuurd of er nog een komt.',
    },
    revoked: {
      title: 'Deze link is ingetrokken',
      lead: 'De opdrachtgever aanvaardt hem niet meer. Als u nog wilt meedoen, vraag de afzender dan om een nieuwe.',
    },
    late: {
      title: 'Deze link is verlopen',
      lead: 'De laatste dag om ermee deel te nemen is voorbij. Vraag de afzender of er een andere is.',
    },
    full: {
      title: 'Deze training is vol',
      lead: 'Er doen al zoveel mee als er plaatsen zijn. Vraag wie u de link heeft gestuurd of er een plaats vrijkomt.',
    },
  },
  nothing: 'Er is niets van uw computer gelezen.',
  notes: {
    joined: {
      title: 'U doet al mee aan deze training',
      lead: 'Ze is nog niet begonnen. Kies uw bestand opnieuw en houd deze pagina open, om erbij te zijn als ze begint. Tot dan kunt u ook een ander bestand kiezen.',
    },
    used: {
      title: 'Er doet al iemand mee met deze link',
      lead: 'Elke link is voor één gegevenshouder. Als u het was, in een andere browser of voordat de opslag daarvan werd gewist, ga dan verder: degene die verbonden is, telt. Zo niet, zeg het dan tegen wie u de link heeft gestuurd en vraag om een eigen link.',
    },
    twice: {
      title: 'U doet al mee aan deze training, met een andere link',
      lead: 'Een gegevenshouder telt één keer. Geef deze link aan niemand door; zeg tegen de opdrachtgever dat hij niet nodig is.',
    },
    unknown: {
      title: 'De opdrachtgever kent deze link niet',
      lead: 'Hij is voor een andere training gemaakt, of de administratie van de opdrachtgever is ouder dan de link. Vraag om een nieuwe voordat u verdergaat.',
    },
  },
  waiting: {
    used: {
      title: 'Een andere browser heeft deze plaats',
      lead: 'Er is nog iemand verbonden met dezelfde link, en slechts één van u telt. Als u het zelf bent, sluit dan de andere pagina. Zo niet, zeg het dan tegen de opdrachtgever en vraag om een eigen link.',
    },
    twice: {
      title: 'U doet al mee aan deze training',
      lead: 'U doet ook met een andere link mee en telt één keer. Hier kunt u de training verlaten.',
    },
    revoked: {
      title: 'U bent niet toegelaten',
      lead: 'De opdrachtgever heeft uw link ingetrokken. Vraag naar de reden; er is niets van uw rijen verstuurd.',
    },
    unknown: {
      title: 'U bent niet toegelaten',
      lead: 'De opdrachtgever kent de link niet waarmee u bent gekomen. Vraag om een nieuwe; er is niets van uw rijen verstuurd.',
    },
  },
  lobby: (admitted, others, start) =>
    (admitted < start
      ? `${count(admitted)} van ${owners(start)} ${form(admitted, 'is', 'zijn')} toegelaten. De training begint als iedereen er is.`
      : `${owners(admitted)} ${form(admitted, 'is', 'zijn')} toegelaten. De opdrachtgever start de training.`) +
    (others > 0
      ? ` Er ${form(others, 'is', 'zijn')} nog ${count(others)} ${form(others, 'ander die niet meetelt', 'anderen die niet meetellen')}.`
      : ''),
  notLooked: 'De opdrachtgever heeft nog niet gekeken wie hij toelaat.',
  reconsider: 'Een ander bestand kiezen',
  keep: 'Vanzelf verdergaan nadat de pagina opnieuw is geladen',
  keepHint:
    'Sommen over uw rijen, nooit de rijen zelf, blijven in deze browser tot de training eindigt: versleuteld met een sleutel die geen script kan uitlezen, en aan het eind gewist.',
  cancel: 'Controle stoppen',
  loading: 'Het programma van de pagina wordt geladen: ongeveer 1,6 MB, eenmalig. Uw verbinding lijkt traag te zijn.',
};
