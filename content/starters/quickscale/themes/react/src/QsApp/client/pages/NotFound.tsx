import { Message } from "./Message";

export function NotFound() {
  return (
    <Message
      eyebrow="Error 404"
      heading="There is no such page."
      lead="The address may be mistyped, or the page has moved. The home page leads on from here."
    />
  );
}
