// The session form by keyboard: Ctrl+Enter stores, a text block goes into the note where the cursor was, and minutes
// can be given to the chosen topics alone. Without JavaScript all of it works by buttons, and every topic is shown.
const form = document.querySelector("form[data-session-form]");

function insert(box, text) {
  const gap = box.selectionStart && !/\s$/.test(box.value.slice(0, box.selectionStart)) ? " " : "";
  box.setRangeText(gap + text, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Whole minutes, evenly; the first topics get what does not divide. As calculations.split_evenly does.
function evenly(minutes, count, place) {
  return Math.floor(minutes / count) + (place < minutes % count ? 1 : 0);
}

function watch() {
  const note = form.elements.note;
  const block = form.elements.block;

  const put = () => {
    const text = block?.selectedOptions[0]?.dataset.text;
    if (!text) return;
    const day = form.elements.held_on.value.split("-").reverse().join(".");
    insert(note, day ? text.replaceAll("{Datum}", day) : text);
    block.value = "";
  };
  form.querySelector("[data-insert-block]")?.addEventListener("click", (event) => {
    event.preventDefault();
    put();
  });
  block?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    put();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-send]"));
  });

  const share = () => {
    const chosen = [...form.querySelectorAll("input[name=topics]:checked")].map((box) => box.value);
    const quick = form.querySelector("input[name=duration]:checked")?.value;
    const minutes = Number(form.elements.other_minutes.value || quick) || 0;
    const isOpen = (topic) => form.elements[`minutes_${topic}`].value === "";
    const rest = minutes - chosen.reduce((sum, topic) => sum + (Number(form.elements[`minutes_${topic}`].value) || 0), 0);
    const open = chosen.filter(isOpen);
    for (const part of form.querySelectorAll("[data-topic]")) {
      const topic = part.dataset.topic.replace("minutes_", "");
      part.hidden = !chosen.includes(topic);
      const place = open.indexOf(topic);
      form.elements[part.dataset.topic].placeholder = place >= 0 && rest > 0 ? String(evenly(rest, open.length, place)) : "";
    }
    form.querySelector("[data-minutes]").hidden = chosen.length < 2;
  };
  form.addEventListener("input", share);
  share();
}

if (form) watch();
