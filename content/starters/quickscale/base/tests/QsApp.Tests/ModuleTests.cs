// The modules' tests of this application (modules/*/apptests) start it as all tests here do, and cannot know its name.
global using QsApp.Tests;
