/** Every component by its tag, each in its box. */

import type { ComponentChildren, ComponentType, JSX } from "preact";
import { Component } from "preact";
import { Audio } from "./audio";
import { Button } from "./button";
import { Chart } from "./chart";
import { Checker } from "./checker";
import { IconOf } from "./header";
import { Combination, Image, SelectImage } from "./images";
import { Input } from "./input";
import type { Json, JsonObject } from "./json";
import { isObject, objectIn, textIn } from "./json";
import { Action, Collapsible, Column, ColumnSet, Form, InteractiveContainer } from "./layout";
import { Overflow } from "./overflow";
import { PersonList, PersonOf } from "./persons";
import { Picker } from "./pickers";
import { shownJson } from "./prune";
import { MultiSelect, Select } from "./select";
import { Table } from "./table";
import { Div, Markdown, Note, Text } from "./text";
import { visible } from "./texts";
import { box } from "./values";
import { useCard } from "./view";

export interface Part {
  node: JsonObject;
  /** JSON pointer from the card's root. */
  pointer: string;
}

const COMPONENTS: Record<string, ComponentType<Part>> = {
  action: Action,
  audio: Audio,
  button: Button,
  chart: Chart,
  checker: Checker,
  collapsible_panel: Collapsible,
  column: Column,
  column_set: ColumnSet,
  custom_icon: ({ node }) => <IconOf value={node} />,
  date_picker: Picker,
  div: Div,
  form: Form,
  hr: () => <hr />,
  img: Image,
  img_combination: Combination,
  input: Input,
  interactive_container: InteractiveContainer,
  lark_md: ({ node }) => <Text value={node} />,
  markdown: Markdown,
  multi_select_person: MultiSelect,
  multi_select_static: MultiSelect,
  note: Note,
  overflow: Overflow,
  person: PersonOf,
  person_list: PersonList,
  picker_datetime: Picker,
  picker_time: Picker,
  plain_text: ({ node }) => <Text value={node} />,
  select_img: SelectImage,
  select_person: Select,
  select_static: Select,
  standard_icon: ({ node }) => <IconOf value={node} />,
  table: Table,
};

/** Draw one component, with what went wrong with it below. */
export function ElementOf({ node, pointer }: Part): JSX.Element {
  const { schema } = useCard();
  const tag = textIn(node, "tag");
  const Drawn = Object.hasOwn(COMPONENTS, tag) ? COMPONENTS[tag]! : Unknown;
  const margin = schema === "2.0" ? box(node["margin"], -99) : undefined;
  return (
    <div class={`el el-${Object.hasOwn(COMPONENTS, tag) ? tag : "unknown"}`} style={margin ? { margin } : {}}>
      <Guard node={node}><Drawn node={node} pointer={pointer} /></Guard>
      <RemarkBelow pointer={pointer} />
    </div>
  );
}

/** Draw a list of components. */
export function Elements({ list, pointer }: { list: Json | undefined; pointer: string }): JSX.Element {
  const items = Array.isArray(list) ? list : [];
  return <>{items.map((node, index) => isObject(node) && <ElementOf key={index} node={node} pointer={`${pointer}/${index}`} />)}</>;
}

/** The class that sets children side by side or below each other; see {@link stackStyle}. */
export function stackClass(node: JsonObject): string {
  const horizontal = textIn(node, "horizontal_align");
  const vertical = textIn(node, "vertical_align");
  const direction = node["direction"] === "horizontal" ? "stack-row" : "stack-column";
  return `stack ${direction} align-${["center", "right"].includes(horizontal) ? horizontal : "left"} valign-${["center", "bottom"].includes(vertical) ? vertical : "top"}`;
}

function RemarkBelow({ pointer }: { pointer: string }): JSX.Element | null {
  const remark = useCard().state.remarks.get(pointer);
  if (!remark) return null;
  return (
    <div class={remark.code === undefined ? "remark" : "remark remark-failure"} role="alert">
      {visible(remark.text)}
      {remark.code && <span class="remark-code">{visible(remark.code)}</span>}
    </div>
  );
}

function Unknown({ node }: Part): JSX.Element {
  const { say, schema } = useCard();
  const tag = textIn(node, "tag");
  return (
    <div class="unsupported">
      <span>{say(schema === "1.0" ? "upgrade" : "unsupported")}{tag && <code class="code-inline">{visible(tag.slice(0, 60))}</code>}</span>
      <details><summary>JSON</summary><pre>{visible(shownJson(node))}</pre></details>
    </div>
  );
}

/** A component that cannot be drawn takes nothing else with it. */
class Guard extends Component<{ node: JsonObject; children: ComponentChildren }, { broken: JsonObject | null }> {
  override state: { broken: JsonObject | null } = { broken: null };

  override componentDidCatch(): void {
    this.setState({ broken: this.props.node });
  }

  override render(): ComponentChildren {
    return this.state.broken === this.props.node ? <Broken node={this.props.node} /> : this.props.children;
  }
}

function Broken({ node }: { node: JsonObject }): JSX.Element {
  const { say } = useCard();
  return <div class="unsupported" data-broken><span>{say("broken")}</span><details><summary>JSON</summary><pre>{visible(shownJson(node))}</pre></details></div>;
}

/** Give the plain text below a node, to name what has no text of its own. */
export function spokenText(node: JsonObject, plain: (value: Json | undefined) => string): string {
  const found: string[] = [];
  const look = (value: Json | undefined, depth: number): void => {
    if (depth > 12 || found.join(" ").length > 120) return;
    if (Array.isArray(value)) for (const item of value) look(item, depth + 1);
    else if (isObject(value)) {
      if (typeof value["content"] === "string") found.push(plain(value));
      for (const key of ["text", "title", "header", "elements", "columns"]) look(value[key], depth + 1);
    }
  };
  look(node["elements"] ?? node["columns"] ?? objectIn(node, "text"), 0);
  return found.join(" ").slice(0, 120);
}

