import type { StateEvent } from './contract';
import type { Screen } from './screens';
import { again, running as texts, sentence, standing } from './texts';

/** The heading of a running training and the sentence below it. */
export interface Head {
  title: string;
  lead?: string;
}

function lobby(event: StateEvent): Head {
  const seen = event.standing ? standing.waiting[event.standing as keyof typeof standing.waiting] : undefined;
  if (seen) return { title: seen.title, lead: seen.lead };
  const { enrolled = 0, start = 0, admitted = 0 } = event;
  const lead = event.looked
    ? standing.lobby(admitted, Math.max(0, enrolled - admitted), start)
    : `${texts.lobby(enrolled, start)} ${standing.notLooked}`;
  return { title: texts.lobbyTitle, lead };
}

function waiting(event: StateEvent | undefined): Head {
  if (!event) return { title: texts.joining, lead: texts.joiningLead };
  if (event.vouch) return { title: texts.vouchTitle, lead: texts.vouch };
  if (event.again) return { title: again.title, lead: again.lead };
  if (event.phase === 'lobby') return lobby(event);
  if (event.phase === 'statements') return { title: texts.statementsTitle, lead: texts.statements };
  return { title: texts.waitingTitle, lead: event.awaitedWords?.length ? texts.absent : texts.waiting };
}

/** What stands above a training that runs; the phases of a round have a sentence of their own. */
export function headOf({ screen, progress }: { screen: Screen; progress?: StateEvent }): Head {
  switch (screen) {
    case 'round':
      return { title: progress ? texts.roundTitle(progress) : '' };
    case 'paused':
      return { title: texts.pausedTitle, lead: texts.paused };
    case 'reconnecting':
      // The facilitator may have this network wait; then the message says how long.
      return {
        title: texts.reconnectingTitle,
        lead: progress?.message ? sentence(progress.message) : texts.reconnecting,
      };
    case 'aborted':
      return { title: texts.abortedTitle, lead: texts.aborted[progress?.code ?? ''] ?? texts.abortedOther };
    default:
      return waiting(progress);
  }
}
