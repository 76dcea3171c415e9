import { make } from '../elements.js';

/** Hands text over as a file; nothing leaves the machine. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = make('a', { attributes: { href: address, download: name } });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has the content as soon as the download has begun, which is after this task.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
