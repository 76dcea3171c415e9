import { parentPort, workerData } from 'node:worker_threads';
import { endMarked, sendSignal } from './attempt-marker.js';

const { parent } = workerData as { readonly parent: number };
let marker: string | undefined;

function look(): void {
  if (process.ppid === parent) return;
  if (marker !== undefined) endMarked(marker);
  sendSignal(-process.pid, 'SIGKILL');
}

parentPort?.on('message', (latest: string) => {
  marker = latest;
});
look();
setInterval(look, 250);
