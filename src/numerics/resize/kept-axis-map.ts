import { axisMap, type AxisMap, type ResizeMethod } from './axis-map.js';

const keptMaps = new Map<string, AxisMap>();
let keptWeights = 0;
/** float64 values, 8 MB. */
const mostKeptWeights = 1 << 20;

/** As `axisMap`. A survey has a few hundred sizes of frame, and making a map costs as much as applying it. */
export function keptAxisMap(inputs: number, outputs: number, method: ResizeMethod): AxisMap {
  const key = `${method} ${inputs} ${outputs}`;
  const kept = keptMaps.get(key);
  if (kept !== undefined) return kept;
  const map = axisMap(inputs, outputs, method);
  if (keptWeights + map.weights.length > mostKeptWeights) {
    keptMaps.clear();
    keptWeights = 0;
  }
  keptWeights += map.weights.length;
  keptMaps.set(key, map);
  return map;
}
