import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ReportData } from './data.js';
import { executionPlaceholder } from './execution.js';
import { html, jsonForScript, trusted, type Html } from './html.js';
import { makePayload } from './make-payload.js';
import { artifactSection } from './sections/artifacts.js';
import { choiceSection } from './sections/choice.js';
import { clusterSection } from './sections/clusters.js';
import { figureSection } from './sections/figures.js';
import { masthead } from './sections/masthead.js';
import { mapSection } from './sections/map.js';
import { networkSection } from './sections/networks.js';
import { provenanceSection } from './sections/provenance.js';
import { separationSection } from './sections/separation.js';
import { surveySection } from './sections/survey.js';
import { tableSection } from './sections/table.js';
import { workflowSection } from './sections/workflow.js';
import { featuredStyles, sheetScripts } from './thumbnail.js';

/** A part of the page with its entry in the list of contents; undefined where a workflow has nothing of the sort. */
export interface Section {
  readonly anchor: string;
  readonly title: string;
  readonly content: Html;
}

const asset = (name: string): string => readFileSync(new URL(`./client/${name}`, import.meta.url), 'utf8');

/**
 * One HTML page that needs nothing else: no network, no other file. The same data give the same bytes.
 * Everything that was read (names, headers, parameters) is escaped; scripts other than our own are refused by the page's policy.
 */
export function renderReport(data: ReportData): string {
  const sections = [
    mapSection(data),
    clusterSection(data),
    choiceSection(data),
    artifactSection(data),
    separationSection(data),
    networkSection(data),
    figureSection(data),
    surveySection(data),
    tableSection(data),
    workflowSection(data),
    provenanceSection(data),
  ].filter((section) => section !== undefined);
  const script = asset('main.js').replace(/<\/script/gi, '<\\/script');
  return `<!doctype html>\n${page(data, sections, script).toString()}\n`;
}

function page(data: ReportData, sections: readonly Section[], script: string): Html {
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${policy}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <link rel="icon" href="data:," />
      <meta name="color-scheme" content="light dark" />
      <title>${data.title}</title>
      <style>
        ${trusted(asset('main.css'))}
      </style>
      ${featuredStyles(data.thumbnails)}
    </head>
    <body>
      <a class="skip" href="#content">Skip to the content</a>
      ${masthead(data)}
      <div class="page">
        <nav class="contents" aria-label="Contents">
          <ol>
            ${sections.map(({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`)}
          </ol>
        </nav>
        <main id="content">${sections.map(sectionElement)}</main>
      </div>
      <div class="peek" id="peek" hidden></div>
      <script type="application/json" id="survey-data">
        ${trusted(jsonForScript(makePayload(data) ?? null))}
      </script>
      ${trusted(executionPlaceholder)} ${trusted(`<script>${script}</script>`)}
      ${sheetScripts(data.thumbnails)}
    </body>
  </html>`;
}

function sectionElement({ anchor, title, content }: Section): Html {
  return html`<section id="${anchor}" aria-labelledby="${anchor}-title">
    <h2 id="${anchor}-title">${title}</h2>
    ${content}
  </section>`;
}
