/** What the renderer itself says, in 中文 and English. */

const WORDS = {
  ok: ["确定", "OK"],
  cancel: ["取消", "Cancel"],
  required: ["必填项未填写", "This is required"],
  tooLong: ["文字超出长度限制", "The text is too long"],
  failed: ["出错了，请稍后重试", "Something went wrong, try again later"],
  noName: ["表单中的组件缺少 name", "A component of the form has no name"],
  choose: ["请选择", "Select"],
  search: ["搜索", "Search"],
  nothing: ["无匹配结果", "No results"],
  more: ["更多操作", "More actions"],
  send: ["发送", "Send"],
  previous: ["上一页", "Previous page"],
  next: ["下一页", "Next page"],
  previousMonth: ["上个月", "Previous month"],
  nextMonth: ["下个月", "Next month"],
  calendar: ["打开日历", "Open the calendar"],
  clock: ["选择时间", "Choose a time"],
  hour: ["时", "Hour"],
  minute: ["分", "Minute"],
  remove: ["移除", "Remove"],
  unknownUser: ["未知用户", "Unknown user"],
  everyone: ["所有人", "everyone"],
  unsupported: ["暂不支持的组件", "Unsupported component"],
  upgrade: ["当前版本不支持查看此内容，请升级客户端", "This content needs a newer client"],
  broken: ["此组件无法显示", "This component cannot be shown"],
  tooMuch: ["卡片内容过多，仅显示一部分", "The card is too large; only a part of it is shown"],
  chart: ["图表", "Chart"],
  noChart: ["此处未加载图表库", "The chart library is not loaded here"],
  picture: ["图片", "Picture"],
  preview: ["查看大图", "View picture"],
  close: ["关闭", "Close"],
  copy: ["复制", "Copy"],
  copied: ["已复制", "Copied"],
  audio: ["语音", "Audio"],
  play: ["播放", "Play"],
  noSound: ["此处不播放语音", "Audio is not played here"],
  leave: ["打开外部链接？", "Open a link that leaves this machine?"],
  openCard: ["打开卡片链接", "Open the link of the card"],
  noData: ["暂无数据", "No data"],
  options: ["选项", "Options"],
  table: ["表格", "Table"],
} as const;

export type Word = keyof typeof WORDS;
export type Say = (word: Word) => string;

/** Speak the language of a locale: 中文 for the Chinese ones, else English. */
export function speaker(locale: string): Say {
  const index = locale.startsWith("zh") ? 0 : 1;
  return (word) => WORDS[word][index];
}
