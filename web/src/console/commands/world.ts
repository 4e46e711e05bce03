/** What happens in the world: messages, events, people, groups, and starting over. */
import { attempt, openChat, speak, toast, trigger } from "../actions";
import { at, get, patch, post, remove } from "../api";
import { MOCK_EVENTS } from "../chat/mock-events";
import { eventName } from "../chat/mock-menu";
import { EXAMPLE_CARD } from "../example-card";
import { phrase, say } from "../language";
import { ask, openMock } from "../opened";
import { go, route } from "../route";
import { loadWorld } from "../session";
import type { Both, Message } from "../types";
import { world } from "../world";
import { type Command, named } from "./command";

const SCOPES = ["all", "world", "journal", "faults", "clock"] as const;

export function worldCommands(): Command[] {
  return [...messageCommands(), ...eventCommands(), ...peopleCommands(), ...startingOver()];
}

function messageCommands(): Command[] {
  const { chat, as } = route.state;
  const messages = world.state.messages[chat] ?? [];
  const last = messages.at(-1);
  const own = messages.findLast((message) => message.sender.id === as);
  return [
    {
      id: "say",
      name: named("command.say"),
      hint: "larkline say",
      does: "POST /chats/{id}/messages",
      run: () =>
        ask({
          title: say("command.say"),
          values: [{ name: "text", label: say("composer.label") }],
          send: ({ text }) => void (text && speak(text)),
        }),
    },
    {
      id: "demo_card",
      name: named("command.demo_card"),
      does: "POST /messages",
      run: () => void attempt(() => post("/messages", { card: EXAMPLE_CARD, to: chat })).then((sent) => sent && openChat(chat)),
    },
    ...(own ? [recall(own)] : []),
    ...(last ? [react(last)] : []),
    {
      id: "preview",
      name: named("command.preview"),
      does: "POST /previews",
      run: () =>
        ask({
          title: say("command.preview"),
          values: [{ name: "url", label: say("command.url"), value: "https://" }],
          send: ({ url }) => void attempt(() => post("/previews", { url, by: as, to: chat })),
        }),
    },
  ];
}

function recall({ id }: Message): Command {
  return {
    id: "recall",
    name: named("command.recall"),
    hint: id,
    does: "POST /messages/{id}/recall",
    run: () => void attempt(() => post(`${at("messages", id)}/recall`)),
  };
}

function react({ id }: Message): Command {
  return {
    id: "react",
    name: named("command.react"),
    hint: id,
    does: "POST /messages/{id}/reactions",
    run: () =>
      ask({
        title: say("command.react"),
        values: [{ name: "emoji", label: say("mock.emoji"), value: "SMILE" }],
        send: ({ emoji }) => void attempt(() => post(`${at("messages", id)}/reactions`, { emoji, by: route.state.as })),
      }),
  };
}

function eventCommands(): Command[] {
  const nameOf = (type: string): Both => ({
    zh: eventName(type, (key) => phrase("zh", key)),
    en: eventName(type, (key) => phrase("en", key)),
  });
  return [
    ...MOCK_EVENTS.map((type) => ({
      id: `event.${type}`,
      name: named("command.trigger", { what: nameOf(type) }),
      hint: `larkline trigger ${type}`,
      does: "POST /events",
      run: () => void trigger(type),
    })),
    { id: "event", name: named("mock.custom"), does: "POST /events", run: () => openMock("im.message.receive_v1") },
  ];
}

function peopleCommands(): Command[] {
  const { people, chats, apps } = world.state;
  const chat = chats.find(({ id, kind }) => id === route.state.chat && kind === "group");
  const name = { name: "name", label: say("command.name") };
  return [
    {
      id: "person",
      name: named("command.person"),
      does: "POST /users",
      run: () =>
        ask({
          title: say("command.person"),
          values: [name, { name: "open_id", label: "open_id", value: freshId("ou", people.map(({ open_id }) => open_id)) }],
          send: (body) => void attempt(() => post("/users", body)).then(loadWorld),
        }),
    },
    {
      id: "group",
      name: named("command.group"),
      does: "POST /chats",
      run: () =>
        ask({
          title: say("command.group"),
          values: [name, { name: "id", label: "chat_id", value: freshId("oc", chats.map(({ id }) => id)) }],
          send: (body) =>
            void attempt(() => post<{ id: string }>("/chats", { ...body, members: people.map(({ open_id }) => open_id) }))
              .then(async (made) => {
                await loadWorld();
                if (made) openChat(made.id);
              }),
        }),
    },
    ...(chat
      ? (["join", "leave"] as const).map((what) => ({
          id: `member.${what}`,
          name: named(`command.${what}`, { chat: chat.name }),
          does: what === "join" ? "POST /chats/{id}/members" : "DELETE /chats/{id}/members",
          run: () =>
            ask({
              title: say(`command.${what}`, { chat: chat.name }),
              values: [{ name: "who", label: say("command.who"), choices: whoCould(what, chat) }],
              send: ({ who = "" }) => {
                const body = who.startsWith("cli_") ? { bot: who } : { user: who };
                const path = `${at("chats", chat.id)}/members`;
                void attempt(() => (what === "join" ? post(path, body) : remove(path, body))).then(loadWorld);
              },
            }),
        }))
      : []),
    {
      id: "tenant",
      name: named("command.tenant"),
      does: "POST /tenants",
      run: () =>
        ask({ title: say("command.tenant"), values: [name], send: (body) => void attempt(() => post("/tenants", body)).then(said) }),
    },
    {
      id: "app",
      name: named("command.app"),
      does: "POST /apps",
      run: () =>
        ask({
          title: say("command.app"),
          values: [
            name,
            {
              name: "app_type",
              label: say("command.app_type"),
              choices: [["self_built", say("command.self_built")], ["store", say("command.store")]],
            },
          ],
          send: (body) =>
            void attempt(() => post<{ id: string }>("/apps", body)).then(async (made) => {
              await loadWorld();
              if (made) go({ app: made.id });
            }),
        }),
    },
    personLanguage(),
    {
      id: "policies",
      name: named("command.limits"),
      does: "PATCH /policies",
      run: () =>
        void get<{ rate_limits: boolean }>("/policies").then(({ rate_limits }) =>
          attempt(() => patch("/policies", { rate_limits: !rate_limits })).then(() =>
            toast({ type: "success", content: say(rate_limits ? "command.limits_off" : "command.limits_on") }),
          ),
        ),
    },
  ];

  function whoCould(what: "join" | "leave", { members, bots }: { members: string[]; bots: string[] }): [string, string][] {
    const isInside = what === "leave";
    return [
      ...people.filter(({ open_id }) => members.includes(open_id) === isInside).map(({ open_id, name }): [string, string] => [open_id, name]),
      ...apps.filter(({ id }) => bots.includes(id) === isInside).map(({ id, name }): [string, string] => [id, name]),
    ];
  }
}

function personLanguage(): Command {
  return {
    id: "locale",
    name: named("command.locale"),
    does: "PATCH /users/{id}",
    run: () => {
      openChat(route.state.chat);
      setTimeout(() => document.getElementById("user-language")?.focus());
    },
  };
}

function startingOver(): Command[] {
  return [
    ...SCOPES.map((scope) => ({
      id: `reset.${scope}`,
      name: named(`reset.${scope}`),
      does: "POST /reset",
      run: () => void attempt(() => post("/reset", { scope })).then(said),
    })),
    {
      id: "seed",
      name: named("command.seed"),
      does: "POST /seed",
      run: () =>
        ask({
          title: say("command.seed"),
          values: [{ name: "seed", label: say("command.seed_number"), value: "1" }],
          send: ({ seed }) => void attempt(() => post("/seed", { seed: Number(seed) })).then(said),
        }),
    },
  ];
}

function said(done: unknown): void {
  if (done !== undefined) toast({ type: "success", content: say("command.done") });
}

/** Make up an id that is not taken. */
function freshId(kind: "ou" | "oc", taken: readonly string[]): string {
  let number = 1;
  while (taken.includes(`${kind}_new${number}`)) number++;
  return `${kind}_new${number}`;
}
