import type { Attribute, Clustering, ReportData } from './data.js';
import type { Colouring, ColouringGroup, Payload } from './payload.js';
import { clusteringName } from './clustering-name.js';
import { countOf, nounOf } from './subject.js';

type Values = Float32Array | Int16Array | Uint16Array | Uint32Array;

const base64 = (values: Values): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

/** Numbers as steps from the lowest to the highest; NaN is the highest. */
function inSteps(values: Float32Array): Uint16Array {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const span = high > low ? high - low : 1;
  return Uint16Array.from(values, (value) =>
    Number.isFinite(value) ? Math.round(((value - low) / span) * 65_535) : 65_535,
  );
}

/** The data behind the map; undefined when there is no image or row to show anything about. */
export function makePayload(data: ReportData): Payload | undefined {
  const count = countOf(data);
  if (count === undefined) return undefined;
  return {
    noun: nounOf(data),
    count,
    ...itemNames(data),
    maps: data.maps.map(({ id, x, y }) => ({ id, x: base64(x), y: base64(y) })),
    colourings: colourings(data, count),
    clusterings: data.clusterings.map(({ distances }) => ({
      distances: distances === undefined ? null : base64(inSteps(distances)),
    })),
    order: data.split === undefined ? null : base64(data.split.order),
    thumbnails:
      data.thumbnails === undefined
        ? null
        : {
            columns: data.thumbnails.columns,
            perSheet: data.thumbnails.perSheet,
            count: data.thumbnails.count,
          },
  };
}

function itemNames({
  survey,
  table,
}: ReportData): Pick<Payload, 'sources' | 'sourceOf' | 'members' | 'nameColumn' | 'cameras'> {
  const sources = [...new Set(survey?.sources ?? (table === undefined ? [] : [table.source]))];
  const positions = new Map(sources.map((source, i) => [source, i]));
  return {
    sources,
    sourceOf: base64(Uint32Array.from(survey?.sources ?? [], (source) => positions.get(source) ?? 0)),
    members: survey?.members ?? table?.names ?? [],
    nameColumn: table?.nameColumn ?? null,
    cameras: survey?.cameras ?? [],
  };
}

function colourings(data: ReportData, count: number): Colouring[] {
  const clusterings = data.clusterings.map((clustering) => clusterColouring(clustering, data.clusterings));
  const parts: Colouring[] =
    data.split === undefined
      ? []
      : [
          {
            name: 'part of the split',
            group: data.survey === undefined ? 'Table' : 'Survey',
            form: 'category',
            names: ['training', 'validation'],
            of: base64(Int16Array.from({ length: count }, (_, i) => (data.split?.partOf[i] ?? 0) - 1)),
          },
        ];
  return [...clusterings, ...[...data.attributes].sort(byInterest).map(attributeColouring), ...parts];
}

const interest: readonly Attribute['about'][] = [
  'column',
  'statistic',
  'truth',
  'reconstruction',
  'catalogue',
];

/** What was measured first; of the truth, what it says of artifacts first. Otherwise as they come. */
function byInterest(a: Attribute, b: Attribute): number {
  const isAside = ({ about, name }: Attribute): number =>
    Number(about === 'truth' && !name.startsWith('artifact'));
  return interest.indexOf(a.about) - interest.indexOf(b.about) || isAside(a) - isAside(b);
}

function clusterColouring(clustering: Clustering, all: readonly Clustering[]): Colouring {
  return {
    name: clusteringName(clustering, all),
    group: 'Clusters',
    form: 'category',
    names: clustering.sizes.map((_, cluster) => `cluster ${cluster}`),
    of: base64(Int16Array.from(clustering.labels)),
  };
}

const groups: Readonly<Record<Attribute['about'], ColouringGroup>> = {
  column: 'Columns',
  statistic: 'Statistics',
  truth: 'Truth',
  reconstruction: 'Reconstruction',
  catalogue: 'Survey',
};

function attributeColouring(attribute: Attribute): Colouring {
  const named = { name: attribute.name, group: groups[attribute.about] };
  return attribute.form === 'number'
    ? { ...named, form: 'number', values: base64(Float32Array.from(attribute.values)) }
    : { ...named, form: 'category', names: attribute.names, of: base64(Int16Array.from(attribute.of)) };
}
