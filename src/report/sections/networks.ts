import { drawCurves, historyCurves } from '../../figures/curves.js';
import { countText, numberText } from '../../figures/ticks.js';
import type { History, NetworkResult, ReconstructionSet, ReportData } from '../data.js';
import { html, name, trusted, type Html } from '../html.js';
import type { Section } from '../render.js';
import { screenTheme } from '../screen-theme.js';
import { imageName } from '../thumbnail.js';

/** Each network: how it was trained, what it makes of images, its layers. */
export function networkSection(data: ReportData): Section | undefined {
  if (data.networks.length === 0) return undefined;
  const content = html`${data.networks.map((network) => networkCard(network, data))}`;
  return { anchor: 'networks', title: data.networks.length === 1 ? 'The network' : 'The networks', content };
}

function networkCard(network: NetworkResult, data: ReportData): Html {
  return html`<article class="network">
    <h3>${name(network.id)}</h3>
    <p class="facts">
      ${countText(network.nParams)} parameters, ${countText(network.nTrainable)} trainable · encoder
      ${countText(network.nEncoderParams)}, ${countText(network.nEncoderTrainable)} trainable ·
      ${network.input} → latents ${network.latentShape}
      ${network.loss === '' ? '' : html`· loss ${name(network.loss)}`}
    </p>
    ${network.history === undefined ? '' : lossCurves(network.history)}
    ${network.reconstructions.map((set) => reconstructions(set, data))} ${layerTable(network)}
  </article>`;
}

/** Drawn twice, for wide and narrow pages: text does not shrink with the drawing. */
function lossCurves(history: History): Html {
  const { epochs, loss, validationLoss } = history;
  const curves = historyCurves(
    { epochs, loss, validationLoss },
    { loss: 'training', validationLoss: 'validation' },
    { position: 0, ofSeveral: false },
  );
  const coloured = curves.map((curve) => ({ ...curve, colour: curve.dashed ? 'var(--c5)' : 'var(--c0)' }));
  const losses = loss.filter((value) => value > 0);
  const logY = Math.max(...losses) > 8 * Math.min(...losses);
  const draw = (width: number, height: number): Html =>
    trusted(
      drawCurves(coloured, {
        title: '',
        xName: 'epoch',
        yName: 'loss',
        logY,
        width,
        height,
        theme: screenTheme,
      }),
    );
  return html`<figure class="drawing">
    <div class="wide">${draw(820, 340)}</div>
    <div class="narrow">${draw(360, 280)}</div>
  </figure>`;
}

function reconstructions(set: ReconstructionSet, data: ReportData): Html {
  const { survey } = data;
  if (set.pairs.length === 0 || survey === undefined) return html``;
  const { train, validation } = set.meanLoss;
  const means = [
    ...(Number.isNaN(train) ? [] : [`${numberText(train)} on the training part`]),
    ...(Number.isNaN(validation) ? [] : [`${numberText(validation)} on the validation part`]),
  ];
  return html`<figure class="pairs">
    <figcaption>
      Originals above their reconstructions, log<sub>10</sub> stretch, each scaled by itself, with the loss of
      each. ${means.length === 0 ? '' : `Mean loss: ${means.join(', ')}.`}
    </figcaption>
    <ol>
      ${set.pairs.map(
        ({ index, original, reconstruction, loss }) =>
          html`<li>
            <img src="${original}" alt="Original: ${imageName(survey, index)}" width="128" height="128" />
            <img src="${reconstruction}" alt="Its reconstruction" width="128" height="128" />
            <span>${numberText(loss)}</span>
          </li>`,
      )}
    </ol>
  </figure>`;
}

function layerTable(network: NetworkResult): Html {
  return html`<details class="layers">
    <summary>${network.layers.length} layers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Layers of ${network.id}">
      <table>
        <thead>
          <tr>
            <th scope="col">layer</th>
            <th scope="col">type</th>
            <th scope="col">output</th>
            <th scope="col" class="number">parameters</th>
          </tr>
        </thead>
        <tbody>
          ${network.layers.map(
            (layer) =>
              html`<tr ${layer.isLatent ? html`class="latent"` : ''}>
                <td>${name(layer.name)}${layer.isLatent ? html` <em>latents</em>` : ''}</td>
                <td>${layer.type}</td>
                <td>${layer.output}</td>
                <td class="number">${countText(layer.nParams)}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan="3">total</th>
            <td class="number">${countText(network.nParams)}</td>
          </tr>
          <tr>
            <th scope="row" colspan="3">not trainable</th>
            <td class="number">${countText(network.nParams - network.nTrainable)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  </details>`;
}
