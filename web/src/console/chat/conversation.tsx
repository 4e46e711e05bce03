/** One chat as its people see it: messages, cards, and what can be done next. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { attempt, become, openDelivery, readIn, speak } from "../actions";
import { Icon } from "../icon";
import { inLang, useLang, useSay } from "../language";
import { memo } from "../memo";
import { runDoctor, showConnect } from "../opened";
import { LOCALES, preferences } from "../preferences";
import { hasEarlier, isReadAs, loadEarlier, loadMessages } from "../messages";
import { clockTime } from "../time";
import { go, route } from "../route";
import { useApp } from "../shell/header";
import { later } from "../shell/later";
import { LogSkeleton } from "../shell/waiting";
import { useStore } from "../store";
import type { Message } from "../types";
import { takesWebhooks, world } from "../world";
import { Avatar } from "./avatar";
import { CardMessage } from "./card-message";
import { AddToWorld } from "./chats";
import { Composer } from "./composer";
import { TextMessage } from "./text-message";

const ConnectPanel = later(async () => (await import("./connect")).ConnectPanel);

export function Conversation() {
  const chatId = useStore(route, (state) => state.chat);
  const as = useStore(route, (state) => state.as);
  const phase = useStore(world, (state) => state.phase);
  const messages = useStore(world, (state) => state.messages[chatId]);
  const chat = useStore(world, (state) => state.chats.find(({ id }) => id === chatId));
  const app = useApp();
  const online = useStore(world, (state) => state.connections.some((one) => one.online && one.app_id === app?.id));
  const webhook = takesWebhooks(app);

  useEffect(() => {
    if (phase === "live" && chatId !== "" && !isReadAs(chatId, as)) void attempt(() => loadMessages(chatId));
  }, [chatId, as, phase, messages === undefined]);

  if (!online && !webhook && (!chat || messages?.length === 0)) return <ConnectPanel />;
  if (!chat) return <Nobody />;
  return (
    <div class="conversation">
      <Top name={chat.name} isGroup={chat.kind === "group"} members={chat.members} as={as} />
      {!online && !webhook && <Offline />}
      {messages ? <Log key={chatId} chat={chatId} messages={messages} as={as} bot={app?.name ?? ""} /> : <LogSkeleton />}
      <Composer key={`${chatId} composer`} chat={chatId} />
    </div>
  );
}

function Top({ name, isGroup, members, as }: { name: string; isGroup: boolean; members: string[]; as: string }) {
  const say = useSay();
  const app = useApp();
  const people = useStore(world, (state) => state.people);
  const title = isGroup ? name : say("chat.with", { person: name, bot: app?.name ?? "" });
  return (
    <div class="pane-top">
      <button type="button" class="tool to-chats" aria-label={say("chats.show")} onClick={() => go({ pane: "chats" })}>
        <Icon name="back" size={18} />
      </button>
      <h2 title={title}>{title}</h2>
      <label class="persona">
        <Icon name="people" size={15} />
        <span aria-hidden="true">{say("chat.as")}</span>
        <select aria-label={say("chat.as")} value={as} onChange={(event) => become(event.currentTarget.value)}>
          {people
            .filter(({ open_id }) => members.includes(open_id))
            .map((person) => (
              <option key={person.open_id} value={person.open_id}>
                {person.name}
              </option>
            ))}
        </select>
      </label>
      <UserLanguage />
    </div>
  );
}

/** In which language this person reads toasts and cards, whatever the page is in. */
function UserLanguage() {
  const say = useSay();
  const locale = useStore(preferences, (state) => state.locale);
  return (
    <label class="persona">
      <Icon name="globe" size={15} />
      <select
        id="user-language"
        aria-label={say("chat.user_language")}
        title={say("chat.user_language")}
        value={locale}
        onChange={(event) => void readIn(event.currentTarget.value)}
      >
        <option value="">{say("chat.default_language")}</option>
        {Object.entries(LOCALES).map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LogProps {
  chat: string;
  messages: readonly Message[];
  as: string;
  bot: string;
}

function Log({ chat, messages, as, bot }: LogProps) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const entries = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  useLayoutEffect(() => {
    const stay = (): void => {
      if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
    };
    stay();
    const sizes = new ResizeObserver(stay); // messages come, and cards grow when they are drawn
    sizes.observe(entries.current as HTMLDivElement);
    return () => sizes.disconnect();
  }, []);
  return (
    <div
      class="log"
      ref={box}
      tabIndex={0}
      role="log"
      aria-live="polite"
      aria-label={say("chat.log")}
      onScroll={({ currentTarget: at }) => {
        const isNearEnd = at.scrollHeight - at.scrollTop - at.clientHeight < 80;
        if (isNearEnd || at.scrollTop < top.current) atEnd.current = isNearEnd; // what grew meanwhile did not scroll away
        top.current = at.scrollTop;
      }}
    >
      {messages.length === 0 && <Suggestions bot={bot} />}
      {hasEarlier(chat) && (
        <button type="button" class="button earlier" onClick={() => void attempt(() => loadEarlier(chat))}>
          <Icon name="up" size={14} />
          {say("chat.earlier")}
        </button>
      )}
      <div ref={entries}>
        {messages.map((message, index) => (
          <Entry
            key={message.id}
            message={message}
            as={as}
            isFirst={startsGroup(message, messages[index - 1])}
            isRecent={index >= messages.length - RECENT}
          />
        ))}
      </div>
    </div>
  );
}

const GROUP_SECONDS = 300;
/** So many messages at the end are drawn at once, without a look at where they are. */
const RECENT = 6;

function startsGroup(message: Message, before: Message | undefined): boolean {
  return before?.sender.id !== message.sender.id || message.created_at - before.created_at > GROUP_SECONDS;
}

interface EntryProps {
  message: Message;
  as: string;
  isFirst: boolean;
  isRecent: boolean;
}

const Entry = memo(({ message, as, isFirst, isRecent }: EntryProps) => {
  const say = useSay();
  const isOwn = message.sender.id === as;
  const isBot = message.sender.type === "app";
  const time = new Date(message.created_at * 1000);
  return (
    <article class="entry" data-own={isOwn} data-first={isFirst} data-message={message.id}>
      {isFirst ? <Avatar name={message.sender.name} bot={isBot} /> : <span class="avatar-space" />}
      <div class="entry-body">
        {isFirst && (
          <p class="entry-head">
            <span class="sender" title={message.sender.name}>{message.sender.name}</span>
            {isBot && <span class="bot-tag">{say("chat.bot")}</span>}
            <time dateTime={time.toISOString()}>{clockTime(time)}</time>
          </p>
        )}
        {message.card ? <CardMessage message={message} isRecent={isRecent} /> : <TextMessage message={message} />}
        <FailureLine message={message} />
      </div>
    </article>
  );
});

/** Below a card whose button did not work: what went wrong, which the client does not say, and the way to more. */
function FailureLine({ message }: { message: Message }) {
  const say = useSay();
  const lang = useLang();
  const failure = useStore(world, (state) => state.failures[message.id]);
  if (!failure) return null;
  return (
    <div class="failure">
      <Icon name="cross" size={14} />
      <span>{inLang(failure.verdict.message, lang)}</span>
      <button type="button" class="link" onClick={() => openDelivery(failure.delivery, "verdict")}>
        {say("chat.why")}
      </button>
    </div>
  );
}

function Suggestions({ bot }: { bot: string }) {
  const say = useSay();
  return (
    <div class="empty">
      <Icon name="sparkle" size={28} />
      <h3>{say("chat.empty", { bot })}</h3>
      <div class="empty-actions">
        {(["suggest.hello", "suggest.order", "suggest.help"] as const).map((key) => (
          <button type="button" class="button" key={key} onClick={() => void speak(say(key))}>
            {say(key)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The world has no people yet: chats begin with them. */
function Nobody() {
  const say = useSay();
  return (
    <div class="empty tall">
      <Icon name="people" size={28} />
      <h2>{say("chats.none")}</h2>
      <AddToWorld what="person" />
    </div>
  );
}

function Offline() {
  const say = useSay();
  return (
    <div class="note warn" role="status">
      <Icon name="plug" size={15} />
      <span class="grow">{say("chat.offline")}</span>
      <button type="button" class="link" onClick={showConnect}>
        {say("command.connect")}
      </button>
      <button type="button" class="link" onClick={runDoctor}>
        {say("doctor.run")}
      </button>
    </div>
  );
}
