// The map in a notebook: the page in a frame without rights, and what goes there and back. It is run by anywidget.
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("title");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals");
  frame.style.cssText = "width:100%;height:44rem;border:0";
  const tell = (asked) => frame.contentWindow.postMessage({ sysmap: "notebook", asked }, "*");
  const hear = ({ data, source }) => {
    if (source !== frame.contentWindow || !data) return;
    if (data.sysmap === "ready") tell(model.get("standing"));
    if (data.sysmap !== "page") return;
    model.set("heard", data.heard);
    model.save_changes();
  };
  const ask = () => tell(model.get("asked").what);
  window.addEventListener("message", hear);
  model.on("change:asked", ask);
  frame.srcdoc = model.get("page");
  el.append(frame);
  return () => {
    window.removeEventListener("message", hear);
    model.off("change:asked", ask);
  };
}

export default { render };
