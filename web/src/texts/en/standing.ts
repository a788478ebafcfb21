/** How a person's place in a training stands: before it joins, and while it waits. */
import { count, owners, plural } from './words';

export const standing = {
  /** Why somebody cannot join. */
  closed: {
    begun: {
      title: 'This training has begun',
      lead: 'Its data owners are fixed, and you are not among them in this browser. If you joined, open the link in the browser that you joined with.',
    },
    finished: {
      title: 'This training is over',
      lead: 'It takes no more data. Ask whoever sent you the link whether there will be another one.',
    },
    revoked: {
      title: 'This link was taken back',
      lead: 'The model owner does not accept it any more. Ask whoever sent it for a new one, if you still want to take part.',
    },
    late: {
      title: 'This link is over',
      lead: 'The last day to take part with it has passed. Ask whoever sent it whether there is another one.',
    },
    full: {
      title: 'This training is full',
      lead: 'As many take part as it has places for. Ask whoever sent you the link whether a place becomes free.',
    },
  },
  nothing: 'Nothing was read from your machine.',
  /** What stands beside the invitation. */
  notes: {
    joined: {
      title: 'You have joined this training',
      lead: 'It has not begun. Choose your file again, and keep this page open, to be there when it starts. Until then you can choose another file as well.',
    },
    used: {
      title: 'Somebody has joined with this link already',
      lead: 'Each link is for one data owner. If it was you, in another browser or before its storage was cleared, go on: the one that is connected counts. If not, tell whoever sent you the link, and ask for one of your own.',
    },
    twice: {
      title: 'You are in this training already, under another link',
      lead: 'One data owner counts once. Pass this link on to nobody; tell the model owner that it is not needed.',
    },
    unknown: {
      title: 'The model owner does not know this link',
      lead: 'It was made for another training, or the model owner’s records are older than the link. Ask for a new one before you go on.',
    },
  },
  /** What a person who waits in the lobby is told instead of the usual. */
  waiting: {
    used: {
      title: 'Another browser holds this place',
      lead: 'Somebody else is connected with the same link, and only one of you counts. If it is you, close the other page. If not, tell the model owner and ask for a link of your own.',
    },
    twice: {
      title: 'You are in this training already',
      lead: 'You joined under another link too, and count once. You can leave here.',
    },
    revoked: {
      title: 'You are not admitted',
      lead: 'The model owner has taken your link back. Ask it for the reason; nothing of your rows was sent.',
    },
    unknown: {
      title: 'You are not admitted',
      lead: 'The model owner does not know the link that you came with. Ask it for a new one; nothing of your rows was sent.',
    },
  },
  lobby: (admitted: number, others: number, start: number) =>
    (admitted < start
      ? `${count(admitted)} of ${owners(start)} are admitted. The training starts when all are here.`
      : `${owners(admitted)} are admitted. The model owner starts the training.`) +
    (others > 0 ? ` ${plural(others, 'other')} joined and ${others === 1 ? 'does' : 'do'} not count.` : ''),
  notLooked: 'The model owner has not looked yet whom it admits.',
  reconsider: 'Choose another file',
  keep: 'Go on by itself after the page was loaded again',
  keepHint:
    'Sums over your rows, never the rows, stay in this browser until the training ends: encrypted with a key that no script can read out, and deleted at the end.',
  cancel: 'Stop checking',
  loading: 'The page’s program is being loaded: about 1.6 MB, once. Your line seems to be slow.',
};
