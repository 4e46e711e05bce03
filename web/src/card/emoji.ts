/** Emoji that are written by name, such as `:OK:`, and the characters that come closest. */

const EMOJI: Record<string, string> = {
  OK: "👌", THUMBSUP: "👍", THANKS: "🙏", MUSCLE: "💪", FINGERHEART: "🫰", APPLAUSE: "👏", FISTBUMP: "👊", JIAYI: "➕", DONE: "✅",
  SMILE: "🙂", BLUSH: "😊", LAUGH: "😄", SMIRK: "😏", LOL: "🤣", FACEPALM: "🤦", LOVE: "😍", WINK: "😉", PROUD: "😤", WITTY: "🤓",
  SMART: "🧐", SCOWL: "😠", THINKING: "🤔", SOB: "😭", CRY: "😢", ERROR: "❌", NOSEPICK: "🙄", HAUGHTY: "😼", SLAP: "🫲", SPITBLOOD: "😵",
  TOASTED: "🥴", GLANCE: "👀", DULL: "😐", INNOCENTSMILE: "😇", JOYFUL: "😂", WOW: "😮", TRICK: "😜", YEAH: "✌️", ENOUGH: "🙅", TEARS: "😂",
  EMBARRASSED: "😅", KISS: "😘", SMOOCH: "😙", DROOL: "🤤", OBSESSED: "🤩", MONEY: "🤑", TEASE: "😝", SHOWOFF: "😎", COMFORT: "🤗", CLAP: "👏",
  PRAISE: "👍", STRIVE: "✊", XBLUSH: "☺️", SILENT: "🤐", WAVE: "👋", WHAT: "❓", FROWN: "☹️", SHY: "😳", DIZZY: "😵", LOOKDOWN: "😔",
  CHUCKLE: "🤭", WAIL: "😫", CRAZY: "🤪", WHIMPER: "🥺", HUG: "🤗", BLUBBER: "😭", WRONGED: "🥺", HUSKY: "🐶", SHHH: "🤫", SMUG: "😌",
  ANGRY: "😡", HAMMER: "🔨", SHOCKED: "😱", TERROR: "😨", PETRIFIED: "🗿", SKULL: "💀", SWEAT: "😓", SPEECHLESS: "😶", SLEEP: "😴", DROWSY: "🥱",
  YAWN: "🥱", SICK: "🤒", PUKE: "🤮", BETRAYED: "😒", HEADSET: "🎧", EATINGFOOD: "🍿", MEMEME: "🙋", SIGH: "😮‍💨", TYPING: "⌨️", LEMON: "🍋", GET: "💡",
  LGTM: "👍", ONIT: "🫡", ROSE: "🌹", HEART: "❤️", PARTY: "🎉", LIPS: "💋", BEER: "🍺", CAKE: "🎂", GIFT: "🎁", CUCUMBER: "🥒", DRUMSTICK: "🍗",
  PEPPER: "🌶️", CANDIEDHAWS: "🍡", BUBBLETEA: "🧋", COFFEE: "☕", YES: "✅", NO: "❌", OKR: "🎯", CHECKMARK: "✔️", CROSSMARK: "✖️", MINUSONE: "👎",
  HUNDRED: "💯", PIN: "📌", ALARM: "⏰", LOUDSPEAKER: "📢", TROPHY: "🏆", FIRE: "🔥", BOMB: "💣", MUSIC: "🎵", REDPACKET: "🧧", FORTUNE: "💰",
  LUCK: "🍀", FIRECRACKER: "🧨", STICKYRICEBALLS: "🥣", HEARTBROKEN: "💔", POOP: "💩", EIGHTEENX: "🔞", CLEAVER: "🔪", SOCCER: "⚽", BASKETBALL: "🏀",
  GENERALDONOTDISTURB: "⛔", STATUS_PRIVATEMESSAGE: "💬", GENERALINMEETINGBUSY: "📅", STATUSREADING: "📖", STATUSINFLIGHT: "✈️", GENERALBUSINESSTRIP: "🧳",
  GENERALWORKFROMHOME: "🏠", STATUSENJOYLIFE: "🏖️", GENERALTRAVELLINGCAR: "🚗", STATUSBUS: "🚌", GENERALSUN: "☀️", GENERALMOONREST: "🌙", MOONRABBIT: "🐇",
  MOONCAKE: "🥮", JUBILANTRABBIT: "🐰", TV: "📺", MOVIE: "🎬", PUMPKIN: "🎃", BEAMINGFACE: "😁", DELIGHTED: "😆", COLDSWEAT: "😰", FULLMOONFACE: "🌝", PARTYFACE: "🥳",
};

/** Replace names of emoji; a name that is not known stays as it is written. */
export function withEmoji(text: string): string {
  return text.replace(/:([A-Za-z][A-Za-z_]{1,30}):/g, (whole, name: string) => {
    const key = name.toUpperCase();
    return Object.hasOwn(EMOJI, key) ? EMOJI[key]! : whole;
  });
}
