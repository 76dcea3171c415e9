import { workerData } from 'node:worker_threads';
import { serveKernels, type KernelWorkerStart } from './kernel-team.js';

serveKernels(workerData as KernelWorkerStart);
