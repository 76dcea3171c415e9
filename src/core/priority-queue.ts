interface Entry<T> {
  readonly priority: number;
  /** Among equal priorities the first come is the first served. */
  readonly order: number;
  readonly item: T;
}

export interface PriorityQueue<T> {
  size(): number;
  add(priority: number, item: T): void;
  /** The item of the lowest priority number; it stays. */
  first(): T | undefined;
  takeFirst(): T | undefined;
}

/** A binary heap: thousands of sweep cells that wait together cost n log n. */
export function priorityQueue<T>(): PriorityQueue<T> {
  const heap: Entry<T>[] = [];
  let nAdded = 0;

  const isBefore = (a: Entry<T> | undefined, b: Entry<T> | undefined): boolean =>
    a !== undefined &&
    b !== undefined &&
    (a.priority < b.priority || (a.priority === b.priority && a.order < b.order));

  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a === undefined || b === undefined) throw new TypeError('a place outside the heap');
    heap[i] = b;
    heap[j] = a;
  };

  const rise = (from: number): void => {
    for (let i = from; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!isBefore(heap[i], heap[parent])) return;
      swap(i, parent);
      i = parent;
    }
  };

  const sink = (): void => {
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[child], heap[i])) return;
      swap(i, child);
      i = child;
    }
  };

  return {
    size: () => heap.length,
    add(priority, item) {
      heap.push({ priority, order: nAdded++, item });
      rise(heap.length - 1);
    },
    first: () => heap[0]?.item,
    takeFirst() {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const taken = heap.pop();
      sink();
      return taken?.item;
    },
  };
}
