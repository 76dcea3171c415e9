import { workerData } from 'node:worker_threads';
import { serve, type WorkerStart } from './team.js';

serve(workerData as WorkerStart);
