import { Problem, type SignedIn } from "#host";
import { paths } from "../paths";
import { api, bodyOf } from "./client";

/** Who is signed in; null when nobody is. */
export async function loadAccount(): Promise<SignedIn | null> {
  try {
    const session = await bodyOf(api.GET("/api/auth/session"));
    return {
      id: session.userId,
      name: session.name,
      email: session.email,
      theme: session.theme as SignedIn["theme"],
      timeZone: session.timeZone ?? undefined,
      isPlatformAdmin: session.isPlatformAdmin,
      // Terms that have changed come before all that needs a signed-in user.
      detour: session.termsAreDue ? paths.terms : undefined,
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      return null;
    }

    throw error;
  }
}
