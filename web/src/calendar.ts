/** Writes an entry of a whole day for calendars (RFC 5545). `day` is like 2027-03-01, `id` names the entry. */
export function calendar(day: string, title: string, id: string): string {
  const date = day.replaceAll('-', '');
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Blindfit//EN',
    'BEGIN:VEVENT',
    `UID:${id}@blindfit`,
    `DTSTAMP:${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`,
    `DTSTART;VALUE=DATE:${date}`,
    `DTEND;VALUE=DATE:${next.toISOString().slice(0, 10).replaceAll('-', '')}`,
    `SUMMARY:${title.replaceAll(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')}`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${title.replaceAll(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n')}`,
    'TRIGGER:-P2D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.flatMap(fold).join('\r\n') + '\r\n';
}

/** Lines have at most 75 bytes; what follows stands after a space. */
function fold(line: string): string[] {
  const out: string[] = [];
  let part = '';
  for (const letter of line) {
    if (new TextEncoder().encode(part + letter).length > 74) {
      out.push(part);
      part = ' ';
    }
    part += letter;
  }
  return [...out, part];
}
