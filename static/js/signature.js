// The field in which somebody signs. What was drawn leaves as strokes („M10 20 L12 24 …“) in whole points of the
// field, in a hidden input; the server checks it. Without JavaScript the field stays hidden and a scan is uploaded.
const MOST = 4000;

function prepare(pad) {
  const canvas = pad.querySelector("canvas");
  const hidden = pad.querySelector("input[type=hidden]");
  const pen = canvas.getContext("2d");
  let strokes = read(hidden.value);
  let stroke = null;

  const style = () => {
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const scale = (value, size, most) => Math.max(0, Math.min(most, Math.round((value / size) * most)));
    return [scale(event.clientX - box.left, box.width, canvas.width), scale(event.clientY - box.top, box.height, canvas.height)];
  };
  const draw = () => {
    style();
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (const points of strokes) {
      pen.beginPath();
      pen.moveTo(...points[0]);
      points.slice(1).forEach((next) => pen.lineTo(...next));
      pen.stroke();
    }
  };
  const keep = () => {
    hidden.value = strokes.map((points) => `M${points.map((next) => next.join(" ")).join(" L")}`).join(" ");
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [point(event)];
    strokes.push(stroke);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || strokes.flat().length > MOST) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const next = point(each);
      const [x, y] = stroke.at(-1);
      if (Math.hypot(next[0] - x, next[1] - y) >= 2) stroke.push(next);
    }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (stroke) keep();
      stroke = null;
    });
  }
  pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
    strokes = [];
    draw();
    keep();
  });
  pad.hidden = false;
  draw();
}

// What came back with an error elsewhere in the form is drawn again.
function read(path) {
  return path
    .split("M")
    .filter(Boolean)
    .map((part) => part.trim().split(" L").map((pair) => pair.split(" ").map(Number)));
}

document.querySelectorAll("[data-signature]").forEach(prepare);
